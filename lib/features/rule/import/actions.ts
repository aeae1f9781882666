"use server";
import { revalidatePath } from "next/cache";
import { requireActor } from "../../account/loaders.ts";
import { cancelRuleImport as cancel } from "./mutations.ts";
import { CancelRuleImport } from "./schema.ts";

/** Stops an import after the part it is in; what is stored stays. */
export async function cancelRuleImport(input: unknown): Promise<void> {
  const actor = await requireActor("rules");
  await cancel(actor, CancelRuleImport.parse(input).importId, new Date());
  revalidatePath("/rules/imports");
}
