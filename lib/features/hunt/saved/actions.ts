"use server";
import { revalidatePath } from "next/cache";
import { requireActor } from "../../account/loaders.ts";
import * as mutations from "./mutations.ts";
import { DeleteQuery, SaveQuery } from "./schema.ts";
import type { DeleteQueryOutcome, SaveQueryOutcome } from "./types.ts";

/** Saves a query; what cannot be saved is said by field. */
export async function saveQuery(input: unknown): Promise<SaveQueryOutcome> {
  const actor = await requireActor();
  const parsed = SaveQuery.safeParse(input);
  if (!parsed.success) {
    const fields = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0] ?? "query"), issue.message]));
    return { ok: false, reason: "invalid", fields };
  }
  const outcome = await mutations.saveQuery(actor, parsed.data, new Date());
  revalidatePath("/hunt");
  return outcome;
}

export async function deleteQuery(input: unknown): Promise<DeleteQueryOutcome> {
  const actor = await requireActor();
  const outcome = await mutations.deleteQuery(actor, DeleteQuery.parse(input).id, new Date());
  revalidatePath("/hunt");
  return outcome;
}

/** Takes a deletion back. */
export async function restoreQuery(input: unknown): Promise<DeleteQueryOutcome> {
  const actor = await requireActor();
  const outcome = await mutations.restoreQuery(actor, DeleteQuery.parse(input).id);
  revalidatePath("/hunt");
  return outcome;
}
