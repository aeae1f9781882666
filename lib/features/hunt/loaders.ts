import "server-only";
import { cache } from "react";
import { AppError } from "#lib/errors";
import { catalogNames } from "#lib/hunt/catalog-names";
import { checkHunt as check } from "#lib/hunt/check";
import { requireActor } from "../account/loaders.ts";
import { getHunt, listHuntRows, listHunts } from "./data.ts";
import { CheckHunt, HuntHistoryQuery, HuntId, HuntRowQuery } from "./schema.ts";
import type { CatalogNames, HuntCheck, HuntDetail, HuntRows, HuntSummary } from "./types.ts";

/** One hunt as far as it is. Everybody who is signed in may see it: hunts are shared by their address. Throws `not-found`. */
export const loadHunt = cache(async (id: string): Promise<HuntDetail> => {
  await requireActor();
  const parsed = HuntId.safeParse({ huntId: id });
  const hunt = parsed.success ? await getHunt(id) : null;
  if (!hunt) throw new AppError("not-found", "no such hunt");
  return hunt;
});

/** Rows of a hunt from an offset on, while it runs too. */
export async function loadHuntRows(id: string, query: unknown): Promise<HuntRows> {
  await requireActor();
  return listHuntRows(HuntId.parse({ huntId: id }).huntId, HuntRowQuery.parse(query));
}

/** The signed-in person's hunts, the newest first. */
export async function loadHunts(query: unknown = {}): Promise<readonly HuntSummary[]> {
  const actor = await requireActor();
  return listHunts(actor.id, HuntHistoryQuery.parse(query));
}

/** What is wrong with a query's text, or what it would give. */
export async function checkHunt(input: unknown): Promise<HuntCheck> {
  await requireActor();
  return check(CheckHunt.parse(input), new Date());
}

/** Tables, columns and functions, for an editor. */
export async function loadCatalogNames(): Promise<CatalogNames> {
  await requireActor();
  return catalogNames();
}
