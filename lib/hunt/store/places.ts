/**
 * Where events of a group are, as one text: what the evidence of a row holds that Postgres counted. Rows of the event table are
 * where they are as long as the snapshot is open: nothing changes them, and what moves a table waits for it.
 */
export function placesText(tables: string, tids: string): string {
  return `${MARK}${tables} ${tids}`;
}

const MARK = "@";

export function arePlaces(id: string): boolean {
  return id.startsWith(MARK);
}

export interface Place {
  /** Index of the partition. */
  readonly table: number;
  readonly tid: string;
}

/** Both are arrays as Postgres writes them, of the same length. */
export function placesOf(text: string): readonly Place[] {
  const [tables = "", tids = ""] = text.split(" ");
  const indexes = tables.match(/\d+/g) ?? [];
  return (tids.match(/\(\d+,\d+\)/g) ?? []).map((tid, at) => ({ tid, table: Number(indexes[at]) }));
}

/** Places by table. */
export function byTable(places: Iterable<Place>): ReadonlyMap<number, ReadonlySet<string>> {
  const tables = new Map<number, Set<string>>();
  for (const { table, tid } of places) {
    const own = tables.get(table) ?? new Set();
    tables.set(table, own);
    own.add(tid);
  }
  return tables;
}
