"use server";
import { requireActor } from "../../account/loaders.ts";
import * as mutations from "./mutations.ts";
import { DeleteQuery, SaveQuery } from "./schema.ts";
import type { DeleteQueryOutcome, SaveQueryOutcome } from "./types.ts";

// Nothing is revalidated: the page keeps its own list, and drawing it anew would take the result from under the eyes.

/** Saves a query; what cannot be saved is said by field. */
export async function saveQuery(input: unknown): Promise<SaveQueryOutcome> {
  const actor = await requireActor();
  const parsed = SaveQuery.safeParse(input);
  if (!parsed.success) {
    const fields = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0] ?? "query"), issue.message]));
    return { ok: false, reason: "invalid", fields };
  }
  return mutations.saveQuery(actor, parsed.data, new Date());
}

/** Deletes a saved query; `restoreQuery` takes it back. */
export async function deleteQuery(input: unknown): Promise<DeleteQueryOutcome> {
  const actor = await requireActor();
  return mutations.deleteQuery(actor, DeleteQuery.parse(input).id, new Date());
}

/** Takes a deletion back. */
export async function restoreQuery(input: unknown): Promise<DeleteQueryOutcome> {
  const actor = await requireActor();
  return mutations.restoreQuery(actor, DeleteQuery.parse(input).id);
}
