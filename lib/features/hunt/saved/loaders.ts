import "server-only";
import { cache } from "react";
import { z } from "zod";
import { requireActor } from "../../account/loaders.ts";
import { getSavedQuery, listSavedQueries } from "./data.ts";
import type { SavedQuery } from "./types.ts";

/** What the reader may see: own and shared queries. */
export const loadSavedQueries = cache(async (): Promise<readonly SavedQuery[]> => {
  const actor = await requireActor();
  return listSavedQueries(actor.id);
});

/** One of them, or null: an address may name a query that is gone or somebody else's. */
export const loadSavedQuery = cache(async (id: string): Promise<SavedQuery | null> => {
  const actor = await requireActor();
  return z.uuid().safeParse(id).success ? getSavedQuery(id, actor.id) : null;
});
