import type { SavedQuery } from "#features/hunt/saved/types";

/** The list with a query in its place: by folder, then by name, as the server lists them. */
export function withQuery(queries: readonly SavedQuery[], query: SavedQuery): readonly SavedQuery[] {
  return [...withoutQuery(queries, query.id), query].sort((a, b) => compare(a.folder, b.folder) || compare(a.name, b.name));
}

export function withoutQuery(queries: readonly SavedQuery[], id: string): readonly SavedQuery[] {
  return queries.filter((query) => query.id !== id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
