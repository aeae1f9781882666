import "server-only";
import { requireActor } from "../account/loaders.ts";
import { getList, listListHosts, listLists } from "./data.ts";
import type { ListDetail, ListHostRow, ListRow } from "./types.ts";

export async function loadLists(): Promise<readonly ListRow[]> {
  await requireActor();
  return listLists();
}

export async function loadList(listId: string): Promise<ListDetail> {
  await requireActor();
  return getList(listId);
}

export async function loadListHosts(): Promise<readonly ListHostRow[]> {
  await requireActor();
  return listListHosts();
}
