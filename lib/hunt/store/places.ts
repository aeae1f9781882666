import { microsOf } from "#lib/db/instant";
import { referenceText } from "./reference.ts";
import type { StoreSession } from "./session.ts";

/**
 * Where events of a group are, as one text: what the evidence of a row holds that Postgres counted. Rows of the event table are
 * where they are as long as the snapshot is open: nothing changes them, and what moves a table waits for it.
 */
export function placesText(table: string, tids: string): string {
  return `${MARK}${table} ${tids}`;
}

const MARK = "@";

export function arePlaces(id: string): boolean {
  return id.startsWith(MARK);
}

export function tidsOf(places: string): readonly string[] {
  return places.slice(places.lastIndexOf(" ")).match(/\(\d+,\d+\)/g) ?? [];
}

const tableOf = (places: string): string => places.slice(MARK.length, places.lastIndexOf(" "));

/** References (`reference.ts`) to the events of each of these places, in their order: of each at most the first `most`. */
export async function referencesAt(
  session: StoreSession,
  wanted: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = new Map<string, Set<string>>();
  const tids = new Map([...wanted].map(([places, most]) => [places, tidsOf(places).slice(0, most)]));
  for (const [places, own] of tids) {
    const table = tables.get(tableOf(places)) ?? new Set();
    tables.set(tableOf(places), table);
    for (const tid of own) table.add(tid);
  }
  const found = new Map<string, string>();
  for (const [table, own] of tables) {
    const rows = await session.query<{ tid: string; host_id: number; at: string; id: string }>(
      `SELECT e.ctid::text AS tid, e.host_id, (e."timestamp" AT TIME ZONE 'UTC')::text AS at, e.id FROM ${table} e WHERE e.ctid = ANY($1::tid[])`,
      [`{${[...own].map((tid) => `"${tid}"`).join(",")}}`],
    );
    for (const { tid, host_id, at, id } of rows)
      found.set(`${table} ${tid}`, referenceText({ hostId: host_id, at: microsOf(`${at}Z`), id }));
  }
  return new Map([...tids].map(([places, own]) => [places, own.flatMap((tid) => found.get(`${tableOf(places)} ${tid}`) ?? [])]));
}
