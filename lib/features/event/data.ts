import "server-only";
import type { RawRecord, RecordShape } from "#core/decode/record";
import type { Event } from "#core/event/event";
import type { JsonObject } from "#core/event/value";
import { normalise } from "#core/normalise/normalise";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { instant, microsOf } from "#lib/db/instant";
import { onPrisma } from "#lib/db/query";

/** Where an event is stored: all three are needed to find it without looking into every partition. */
export interface EventKey {
  readonly hostId: number;
  /** ISO 8601, exact to the microsecond. */
  readonly timestamp: string;
  readonly id: string;
}

interface StoredEvent {
  readonly id: string;
  readonly at: string;
  readonly file: string;
  readonly record: bigint;
  readonly shape: string;
  readonly raw: string;
}

const STORED = Prisma.sql`e.id::text AS id, (e."timestamp" AT TIME ZONE 'UTC')::text AS at, e.file, e.record, e.shape, e.raw`;

/** Events by id. Each is normalised from its record again, so it says what today's mapping says. One that is gone is left out. */
export async function getEvents(keys: readonly EventKey[]): Promise<ReadonlyMap<string, Event>> {
  if (keys.length === 0) return new Map();
  // The timestamps' span lets the planner leave out the other partitions; equality over a list of rows alone does not.
  const times = keys.map((key) => microsOf(key.timestamp));
  const first = instant(times.reduce((a, b) => Math.min(a, b)));
  const last = instant(times.reduce((a, b) => Math.max(a, b)));
  const rows = await onPrisma(db())<StoredEvent>(Prisma.sql`
    SELECT ${STORED} FROM event e
    JOIN unnest(${keys.map((key) => key.hostId)}::int[], ${keys.map((key) => key.timestamp)}::timestamptz[], ${keys.map((key) => key.id)}::uuid[])
      AS k(host_id, "timestamp", id) USING (host_id, "timestamp", id)
    WHERE e."timestamp" BETWEEN ${first}::timestamptz AND ${last}::timestamptz`);
  return new Map(rows.flatMap((row) => toEvent(row) ?? []).map((event) => [event.id, event]));
}

/** Events of one process in order of time, at most `limit`, from just behind `after`. */
export async function listProcessEvents(
  hostId: number,
  processKey: string,
  options: { readonly limit: number; readonly after?: EventKey },
): Promise<readonly Event[]> {
  const after = options.after
    ? Prisma.sql`AND (e."timestamp", e.id) > (${options.after.timestamp}::timestamptz, ${options.after.id}::uuid)`
    : Prisma.empty;
  const rows = await onPrisma(db())<StoredEvent>(Prisma.sql`
    SELECT ${STORED} FROM event e WHERE e.host_id = ${hostId} AND e.process_key = ${processKey} ${after}
    ORDER BY e."timestamp", e.id LIMIT ${options.limit}`);
  return rows.flatMap((row) => toEvent(row) ?? []);
}

/** The record is filed under the time it has in the table, whatever time of receipt once stood in for it. */
function toEvent(row: StoredEvent): Event | undefined {
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
