"use server";
import { revalidatePath } from "next/cache";
import { requireActor } from "../account/loaders.ts";
import { type DeleteRuleOutcome, deleteRule as remove, setRulesEnabled as setEnabled } from "./mutations.ts";
import { DeleteRule, SetRulesEnabled } from "./schema.ts";

/** Turns rules on or off; answers how many changed. */
export async function setRulesEnabled(input: unknown): Promise<{ readonly changed: number }> {
  const actor = await requireActor();
  const outcome = await setEnabled(actor, SetRulesEnabled.parse(input));
  revalidatePath("/rules");
  return outcome;
}

/** Deletes an uploaded rule; a built-in one is refused. */
export async function deleteRule(input: unknown): Promise<DeleteRuleOutcome> {
  const actor = await requireActor();
  const outcome = await remove(actor, DeleteRule.parse(input).ruleId);
  revalidatePath("/rules");
  return outcome;
}
