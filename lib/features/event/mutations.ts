import "server-only";
import type pg from "pg";
import { canonicalAddress } from "#core/event/address";
import type { Event } from "#core/event/event";
import { fieldRef } from "#core/event/field";
import { DAY } from "#core/event/timestamp";
import type { FieldValue } from "#core/event/value";
import { type Cell, copyRows } from "#lib/db/copy";
import { instant } from "#lib/db/instant";
import { indexable } from "#lib/db/key";
import { wholeNumber } from "./duplicate/data.ts";
import type { NewEvent } from "./types.ts";

const COLUMNS = [
  "host_id",
  "timestamp",
  "id",
  "ingest_id",
  "source",
  "class",
  "code",
  "channel",
  "process_key",
  "parent_key",
  "process_name",
  "user_name",
  "remote_address",
  "remote_port",
  "direction",
  "file",
  "record",
  "shape",
  "timestamp_quality",
  "raw",
] as const;

/** Days (UTC, since 1970) whose partition this process has seen: asking costs a round trip and, the first time, a lock on the table. */
const partitions = new Set<number>();
const MOST_DAYS = 50_000;

/**
 * Makes sure that there is a partition for every timestamp. In its own short transaction: adding one locks the table, and an
 * empty one left behind by a batch that failed does no harm.
 */
export async function ensurePartitions(client: pg.PoolClient, events: readonly Event[]): Promise<void> {
  const days = new Set(events.map((event) => Math.floor(event.timestamp / DAY)));
  for (const day of days) {
    if (partitions.has(day)) continue;
    await client.query("SELECT ensure_event_partition($1)", [instant(day * DAY)]);
    if (partitions.size >= MOST_DAYS) partitions.clear();
    partitions.add(day);
  }
}

/**
 * Stores events that are not there yet, on the caller's connection and inside its transaction. One that another transaction has
 * stored meanwhile ends it with a unique violation (`isEventConflict`).
 */
export async function insertEvents(client: pg.PoolClient, ingestId: string, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await copyRows(client, "event", COLUMNS, cellsOfAll([...events].sort(byPlace), ingestId));
}

/**
 * A partition after the other, and neighbours in the indexes beside each other. One order for all writers, too: two batches that
 * hold the same events never wait for each other in a circle.
 */
function byPlace(a: NewEvent, b: NewEvent): number {
  const [first, second] = [a.event.timestamp, b.event.timestamp];
  const days = Math.floor(first / DAY) - Math.floor(second / DAY);
  if (days !== 0) return days;
  return a.hostId - b.hostId || first - second || (a.event.id < b.event.id ? -1 : 1);
}

function* cellsOfAll(events: readonly NewEvent[], ingestId: string): Generator<readonly Cell[]> {
  for (const event of events) yield cellsOf(event, ingestId);
}

/** Whether an error says that an event was stored by another transaction after this one had looked for it. */
export function isEventConflict(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && error.code === "23505" && "table" in error && /^event(?:_|$)/.test(String(error.table))
  );
}

function cellsOf({ event, hostId, raw, processKey }: NewEvent, ingestId: string): readonly Cell[] {
  const { storedFields: fields, record } = event;
  return [
    hostId,
    instant(event.timestamp),
    event.id,
    ingestId,
    event.source,
    event.class,
    text(fields["event.code"]),
    text(fields["winlog.channel"]),
    processKey ?? key(fields["callout.process.key"]),
    key(fields["callout.parent.key"]),
    processName(event),
    text(fields["user.name"]),
    address(only(fields["callout.remote.ip"])),
    port(only(fields["callout.remote.port"])),
    text(only(fields["network.direction"])),
    record.position.file,
    wholeNumber(record.position.record),
    record.shape,
    event.timestampQuality,
    raw,
  ];
}

/**
 * What hunts filter by must be the whole truth of the field or nothing: of several values none stands for all. A value
 * that has no column is looked for in the record.
 */
function only(value: FieldValue | undefined): FieldValue | undefined {
  return Array.isArray(value) ? (value.length === 1 ? value[0] : undefined) : value;
}

const DEFENDER_NAMES = [fieldRef("defender", "FileName"), fieldRef("defender", "InitiatingProcessFileName")] as const;

/** A Defender row that holds a list where one name belongs is asked for its own columns. */
function processName(event: Event): string | null {
  if (event.source === "defender" && DEFENDER_NAMES.some((name) => Array.isArray(event.get(name)))) return null;
  return text(only(event.storedFields["process.name"]));
}

const first = (value: FieldValue | undefined) => (Array.isArray(value) ? value[0] : value);

function text(value: FieldValue | undefined): string | null {
  const one = first(value);
  return one === undefined || one === null ? null : String(one);
}

function key(value: FieldValue | undefined): string | null {
  const one = text(value);
  return one === null ? null : indexable(one);
}

function address(value: FieldValue | undefined): string | null {
  const one = text(value);
  return one === null ? null : (canonicalAddress(one) ?? null);
}

function port(value: FieldValue | undefined): number | null {
  const one = Number(first(value) ?? Number.NaN);
  return Number.isInteger(one) && one >= 0 && one <= 65_535 ? one : null;
}
