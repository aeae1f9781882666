import "server-only";
import { requireActor } from "../account/loaders.ts";
import { getList, listListHosts, listLists } from "./data.ts";
import type { ListDetail, ListHostRow, ListRow } from "./types.ts";
import { listUses } from "./use/data.ts";
import type { ListUse } from "./use/types.ts";

/** Every list with its newest version. */
export async function loadLists(): Promise<readonly ListRow[]> {
  await requireActor();
  return listLists();
}

/** One list with its versions. Throws `not-found`. */
export async function loadList(listId: string): Promise<ListDetail> {
  await requireActor();
  return getList(listId);
}

/** The hosts that lists may be fetched from. */
export async function loadListHosts(): Promise<readonly ListHostRow[]> {
  await requireActor();
  return listListHosts();
}

/** The rules whose text names a list. */
export async function loadListUses(url: string): Promise<readonly ListUse[]> {
  await requireActor();
  return listUses(url);
}
