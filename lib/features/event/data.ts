import "server-only";
import type { RawRecord, RecordShape } from "#core/decode/record";
import type { Event } from "#core/event/event";
import type { JsonObject } from "#core/event/value";
import { normalise } from "#core/normalise/normalise";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { instant, microsOf } from "#lib/db/instant";
import { onPrisma, type Query } from "#lib/db/query";

/** Where an event is stored: all three are needed to find it without looking into every partition. */
export interface EventKey {
  readonly hostId: number;
  /** ISO 8601, exact to the microsecond. */
  readonly timestamp: string;
  readonly id: string;
}

export interface StoredEvent {
  readonly id: string;
  readonly at: string;
  readonly file: string;
  readonly record: bigint;
  readonly shape: string;
  readonly raw: string;
}

/** An event read back, with what only its row says. */
export interface ReadEvent {
  readonly event: Event;
  readonly hostId: number;
  readonly processKey: string | null;
}

export const STORED = Prisma.sql`e.id::text AS id, (e."timestamp" AT TIME ZONE 'UTC')::text AS at, e.file, e.record, e.shape, e.raw`;

/** Events by id. Each is normalised from its record again, so it says what today's mapping says. One that is gone is left out. */
export async function getEvents(keys: readonly EventKey[]): Promise<ReadonlyMap<string, Event>> {
  const read = await readEvents(onPrisma(db()), keys);
  return new Map(Array.from(read, ([id, { event }]) => [id, event]));
}

/** `getEvents` on the caller's connection, with host and process of each. */
export async function readEvents(query: Query, keys: readonly EventKey[]): Promise<ReadonlyMap<string, ReadEvent>> {
  if (keys.length === 0) return new Map();
  // The timestamps' span lets the planner leave out the other partitions; equality over a list of rows alone does not. The limit makes it
  // one look into the primary key for each, however small the planner believes the partitions to be.
  const times = keys.map((key) => microsOf(key.timestamp));
  const first = instant(times.reduce((a, b) => Math.min(a, b)));
  const last = instant(times.reduce((a, b) => Math.max(a, b)));
  const rows = await query<StoredEvent & { readonly host_id: number; readonly process_key: string | null }>(Prisma.sql`
    SELECT ${STORED}, e.host_id, e.process_key
    FROM unnest(${keys.map((key) => key.hostId)}::int[], ${keys.map((key) => key.timestamp)}::timestamptz[], ${keys.map((key) => key.id)}::uuid[])
      AS k(host_id, "timestamp", id)
    CROSS JOIN LATERAL (SELECT * FROM event v WHERE v.host_id = k.host_id AND v."timestamp" = k."timestamp" AND v.id = k.id
                        AND v."timestamp" BETWEEN ${first}::timestamptz AND ${last}::timestamptz LIMIT 1) e`);
  return new Map(
    rows.flatMap((row): readonly (readonly [string, ReadEvent])[] => {
      const event = toEvent(row);
      return event ? [[event.id, { event, hostId: row.host_id, processKey: row.process_key }]] : [];
    }),
  );
}

/** The record is filed under the time it has in the table, whatever time of receipt once stood in for it. */
export function toEvent(row: StoredEvent): Event | undefined {
  const record: RawRecord = {
    position: { file: row.file, record: Number(row.record) },
    shape: shapeOf(row.shape),
    body: JSON.parse(row.raw) as JsonObject,
  };
  const event = normalise(record, { receivedAt: microsOf(`${row.at}Z`) });
  return "kind" in event ? undefined : event;
}

function shapeOf(text: string): RecordShape {
  return text === "windows-event" || text === "csv" ? text : "json";
}
