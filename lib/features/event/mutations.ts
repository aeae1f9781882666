import "server-only";
import type pg from "pg";
import { canonicalAddress } from "#core/event/address";
import type { Event } from "#core/event/event";
import { DAY } from "#core/event/timestamp";
import type { FieldValue } from "#core/event/value";
import { type Cell, copyRows } from "#lib/db/copy";
import { instant } from "#lib/db/instant";
import { indexable } from "#lib/db/key";

/** An event on its way into the table, with the record as it will be kept. */
export interface NewEvent {
  readonly event: Event;
  readonly hostId: number;
  readonly raw: string;
}

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
const STAGED = ["ordinal", ...COLUMNS];
const NAMES = COLUMNS.map((column) => `"${column}"`).join(", ");

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

/** Positions in the list of events that was given. Whatever is in neither is a duplicate. */
export interface Inserted {
  /** New rows. */
  readonly fresh: ReadonlySet<number>;
  /** Rows that an interrupted attempt of this very ingest stored, with the process key they were given. */
  readonly replayed: ReadonlyMap<number, string | null>;
}

/**
 * Stores the events that are not there yet, on the caller's connection and inside its transaction.
 * COPY cannot skip rows that exist, so it fills a temporary table and one INSERT takes the new ones from there.
 */
export async function insertEvents(client: pg.PoolClient, ingestId: string, events: readonly NewEvent[]): Promise<Inserted> {
  if (events.length === 0) return { fresh: new Set(), replayed: new Map() };
  await client.query("CREATE TEMP TABLE IF NOT EXISTS event_stage (ordinal integer NOT NULL, LIKE event) ON COMMIT DELETE ROWS");
  await copyRows(
    client,
    "event_stage",
    STAGED,
    events.map((item, ordinal) => [ordinal, ...cellsOf(item, ingestId)]),
  );
  await keepFirstTimes(client, events);
  // One order for all writers; of a record that repeats, the first counts.
  const { rows } = await client.query<{ host_id: number; id: string }>(
    `INSERT INTO event (${NAMES}) SELECT ${NAMES} FROM event_stage ORDER BY host_id, "timestamp", id, ordinal
     ON CONFLICT DO NOTHING RETURNING host_id, id`,
  );
  if (rows.length === events.length) return { fresh: new Set(events.keys()), replayed: new Map() };
  const fresh = await freshOrdinals(client, rows);
  return { fresh, replayed: await replayedOrdinals(client, ingestId, fresh) };
}

async function freshOrdinals(
  client: pg.PoolClient,
  inserted: readonly { readonly host_id: number; readonly id: string }[],
): Promise<Set<number>> {
  if (inserted.length === 0) return new Set();
  const { rows } = await client.query<{ ordinal: number }>(
    `SELECT min(s.ordinal) AS ordinal FROM event_stage s
     JOIN unnest($1::int[], $2::uuid[]) AS n(host_id, id) USING (host_id, id) GROUP BY s.host_id, s.id`,
    [inserted.map((row) => row.host_id), inserted.map((row) => row.id)],
  );
  return new Set(rows.map((row) => row.ordinal));
}

/** Same ingest, file and record is the very record that an interrupted attempt stored. */
async function replayedOrdinals(
  client: pg.PoolClient,
  ingestId: string,
  fresh: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string | null>> {
  const { rows } = await client.query<{ ordinal: number; process_key: string | null }>(
    `SELECT min(s.ordinal) AS ordinal, e.process_key FROM event_stage s JOIN event e USING (host_id, "timestamp", id)
     WHERE e.ingest_id = $1 AND e.file = s.file AND e.record = s.record GROUP BY e.host_id, e.id, e.process_key`,
    [ingestId],
  );
  return new Map(rows.filter((row) => !fresh.has(row.ordinal)).map((row) => [row.ordinal, row.process_key]));
}

/** Gives events the process that their pid turned out to be, on the caller's connection and in its transaction. */
export async function linkEvents(
  client: pg.PoolClient,
  links: readonly { readonly event: Event; readonly hostId: number; readonly processKey: string }[],
): Promise<void> {
  if (links.length === 0) return;
  await client.query(
    `UPDATE event e SET process_key = l.key
     FROM unnest($1::int[], $2::timestamptz[], $3::uuid[], $4::text[]) AS l(host_id, "timestamp", id, key)
     WHERE e.host_id = l.host_id AND e."timestamp" = l."timestamp" AND e.id = l.id`,
    [
      links.map((link) => link.hostId),
      links.map((link) => instant(link.event.timestamp)),
      links.map((link) => link.event.id),
      links.map((link) => link.processKey),
    ],
  );
}

/** A record without a usable time is filed under the time of arrival: the first one counts, or every copy would be a new event. */
async function keepFirstTimes(client: pg.PoolClient, events: readonly NewEvent[]): Promise<void> {
  if (!events.some(({ event }) => event.timestampQuality === "received" || event.timestampQuality === "out-of-range")) return;
  await client.query(
    `UPDATE event_stage s SET "timestamp" = e."timestamp" FROM event e
     WHERE s.timestamp_quality IN ('received', 'out-of-range') AND e.id = s.id AND e.host_id = s.host_id`,
  );
}

function cellsOf({ event, hostId, raw }: NewEvent, ingestId: string): readonly Cell[] {
  const { fields, record } = event;
  return [
    hostId,
    instant(event.timestamp),
    event.id,
    ingestId,
    event.source,
    event.class,
    text(fields["event.code"]),
    text(fields["winlog.channel"]),
    key(fields["callout.process.key"]),
    key(fields["callout.parent.key"]),
    text(fields["process.name"]),
    text(fields["user.name"]),
    address(fields["callout.remote.ip"]),
    port(fields["callout.remote.port"]),
    text(fields["network.direction"]),
    record.position.file,
    whole(record.position.record),
    record.shape,
    event.timestampQuality,
    raw,
  ];
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

const whole = (value: number): number => (Number.isSafeInteger(value) ? value : -1);
