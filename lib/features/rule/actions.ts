"use server";
import { revalidatePath } from "next/cache";
import { requireActor } from "../account/loaders.ts";
import { setRulesEnabled as setEnabled, setFilteredRulesEnabled as setFiltered, undoRules as undo } from "./enable/mutations.ts";
import { type DeleteRuleOutcome, deleteRule as remove } from "./mutations.ts";
import { DeleteRule, RestoreRule, SetFilteredRulesEnabled, SetRulesEnabled, UndoRules } from "./schema.ts";
import type { EnableOutcome, RestoreOutcome, UndoOutcome } from "./types.ts";
import { restoreRule as restore } from "./version/mutations.ts";

/** Turns rules on or off; answers how many changed. */
export async function setRulesEnabled(input: unknown): Promise<EnableOutcome> {
  const actor = await requireActor();
  const outcome = await setEnabled(actor, SetRulesEnabled.parse(input));
  revalidatePath("/rules");
  return outcome;
}

/** Turns every rule of a filter on or off, if they are still as many as the person was told. */
export async function setFilteredRulesEnabled(input: unknown): Promise<EnableOutcome> {
  const actor = await requireActor();
  const outcome = await setFiltered(actor, SetFilteredRulesEnabled.parse(input));
  revalidatePath("/rules");
  return outcome;
}

/** Takes back what one gesture turned on or off. */
export async function undoRules(input: unknown): Promise<UndoOutcome> {
  const actor = await requireActor();
  const outcome = await undo(actor, UndoRules.parse(input).batchId);
  revalidatePath("/rules");
  return outcome;
}

/** Brings an earlier version of a rule back as its newest. */
export async function restoreRule(input: unknown): Promise<RestoreOutcome> {
  const actor = await requireActor("rules");
  const outcome = await restore(actor, RestoreRule.parse(input));
  revalidatePath("/rules");
  return outcome;
}

/** Deletes an uploaded rule; a built-in one is refused. */
export async function deleteRule(input: unknown): Promise<DeleteRuleOutcome> {
  const actor = await requireActor("rules");
  const outcome = await remove(actor, DeleteRule.parse(input).ruleId);
  revalidatePath("/rules");
  return outcome;
}
