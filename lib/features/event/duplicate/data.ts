import "server-only";
import type pg from "pg";
import { instant } from "#lib/db/instant";
import { storable } from "#lib/db/text";
import type { NewEvent } from "../types.ts";

/** Positions in the list of events that was given. Whatever is in neither is a duplicate. */
export interface SortedEvents {
  /** Not stored yet, and the first of their kind in the list. */
  readonly fresh: ReadonlySet<number>;
  /** Rows that an interrupted attempt of this very ingest stored, with the process key they were given. */
  readonly replayed: ReadonlyMap<number, string | null>;
}

interface StoredRow {
  /** Which of the events asked for it is. */
  readonly nth: string;
  readonly ingest_id: string;
  readonly file: string;
  readonly record: string;
  readonly process_key: string | null;
}

/**
 * Tells new events from stored ones, on the caller's connection. Another transaction may store one of the new ones before this one
 * does: then the primary key refuses it, and a second look knows better.
 */
export async function sortEvents(client: pg.PoolClient, ingestId: string, events: readonly NewEvent[]): Promise<SortedEvents> {
  if (events.length === 0) return { fresh: new Set(), replayed: new Map() };
  const copies = copiesByKey(events);
  const fresh = new Set<number>();
  for (const same of copies.values()) fresh.add(typeof same === "number" ? same : (same[0] ?? -1));
  const replayed = new Map<number, string | null>();
  for (const { nth, ...row } of [...(await findStored(client, events)), ...(await findUndated(client, events))]) {
    const event = events[Number(nth) - 1];
    const same = event ? [copies.get(keyOf(event)) ?? []].flat() : [];
    for (const position of same) fresh.delete(position);
    // Same ingest, file and record is the very record that an interrupted attempt stored.
    const own = same.find((position) => row.ingest_id === ingestId && isFrom(events[position], row));
    if (own !== undefined) replayed.set(own, row.process_key);
  }
  return { fresh, replayed };
}

const keyOf = ({ event, hostId }: NewEvent): string => `${hostId} ${event.timestamp} ${event.id}`;

/** Positions by key: a list only where there are several. */
function copiesByKey(events: readonly NewEvent[]): ReadonlyMap<string, number | readonly number[]> {
  const copies = new Map<string, number | readonly number[]>();
  for (const [position, event] of events.entries()) {
    const key = keyOf(event);
    const known = copies.get(key);
    copies.set(key, known === undefined ? position : [known, position].flat());
  }
  return copies;
}

function isFrom(item: NewEvent | undefined, row: StoredRow | Omit<StoredRow, "nth">): boolean {
  const position = item?.event.record.position;
  return position !== undefined && storable(position.file) === row.file && String(wholeNumber(position.record)) === row.record;
}

/** A record number as its column has it. */
export const wholeNumber = (value: number): number => (Number.isSafeInteger(value) ? value : -1);

const FOUND = "k.nth, e.ingest_id, e.file, e.record, e.process_key";

/**
 * The rows of the same keys. The span leaves the other partitions out while planning, and the limit makes it one look into the
 * primary key for each, however large the planner believes the partitions to be.
 */
async function findStored(client: pg.PoolClient, events: readonly NewEvent[]): Promise<readonly StoredRow[]> {
  const times = events.map(({ event }) => event.timestamp);
  const { rows } = await client.query<StoredRow>(
    `SELECT ${FOUND} FROM unnest($1::int[], $2::timestamptz[], $3::uuid[]) WITH ORDINALITY AS k(host_id, "timestamp", id, nth)
     CROSS JOIN LATERAL (SELECT e.* FROM event e WHERE e.host_id = k.host_id AND e."timestamp" = k."timestamp" AND e.id = k.id
                         AND e."timestamp" BETWEEN $4 AND $5 LIMIT 1) e`,
    [
      events.map(({ hostId }) => hostId),
      times.map(instant),
      events.map(({ event }) => event.id),
      instant(times.reduce((a, b) => Math.min(a, b))),
      instant(times.reduce((a, b) => Math.max(a, b))),
    ],
  );
  return rows;
}

/** A record without a usable time is filed under the time of arrival: the first one counts, or every copy would be a new event. */
async function findUndated(client: pg.PoolClient, events: readonly NewEvent[]): Promise<readonly StoredRow[]> {
  const isUndated = ({ event }: NewEvent) => event.timestampQuality === "received" || event.timestampQuality === "out-of-range";
  if (!events.some(isUndated)) return [];
  const asked = events.flatMap((item, position) => (isUndated(item) ? [{ nth: position + 1, item }] : []));
  const { rows } = await client.query<StoredRow>(
    `SELECT DISTINCT ON (k.nth) ${FOUND} FROM unnest($1::int[], $2::uuid[], $3::bigint[]) AS k(host_id, id, nth)
     JOIN event e ON e.id = k.id AND e.host_id = k.host_id AND e.timestamp_quality IN ('received', 'out-of-range')
     ORDER BY k.nth, e."timestamp"`,
    [asked.map(({ item }) => item.hostId), asked.map(({ item }) => item.event.id), asked.map(({ nth }) => nth)],
  );
  return rows;
}
