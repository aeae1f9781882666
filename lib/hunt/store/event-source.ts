import type { RawRecord } from "#core/decode/record";
import type { EpochMicros, Event } from "#core/event/event";
import { formatTimestamp } from "#core/event/timestamp";
import type { JsonObject } from "#core/event/value";
import { normalise } from "#core/normalise/normalise";
import { microsOf } from "#lib/db/instant";
import type { LightEvent } from "./light.ts";
import type { CursorRow, Partition, StoreSession } from "./session.ts";
import { and, type Condition, guarded, isSql, numbered, type Sql, sql } from "./sql.ts";
import type { TimeSpan } from "./translate.ts";

/** An event as it was read: normalised when somebody needs it. */
export interface StoredEvent {
  readonly hostId: number;
  readonly at: EpochMicros;
  readonly id: string;
  /** Undefined when today's mapping finds no event in the record, or the record was not fetched. */
  readonly event: Event | undefined;
  /** The stored columns, where they were enough. */
  readonly light?: LightEvent;
}

/** How many events were looked at, of how many. */
export interface ReadTally {
  read: number;
  total: number;
}

const COLUMNS = `e.host_id, (e."timestamp" AT TIME ZONE 'UTC')::text, e.id, e.file, e.record, e.shape`;
const LIGHT_COLUMNS = "e.class, e.process_name, host(e.remote_address), e.remote_port";
const RAW = 6;
/** Characters of records that may be kept for a second reader of the same events. */
const KEPT_CHARACTERS = 48_000_000;

/**
 * The stored events that a condition lets through, partition by partition, the oldest first. Two readers of one run who ask for the
 * same share one reading, when it is small.
 */
export class EventSource {
  private readonly kept = new Map<string, readonly StoredEvent[]>();
  private keptCharacters = 0;

  constructor(
    private readonly session: StoreSession,
    private readonly partitions: readonly Partition[],
    /** Nothing outside of it is read. */
    private readonly within: TimeSpan,
    readonly tally: ReadTally,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** `known`: of which events the record is not fetched, because the stored columns are enough. */
  async *read(condition: Condition, asked: TimeSpan, known?: Sql): AsyncGenerator<readonly StoredEvent[]> {
    const span = { from: Math.max(asked.from, this.within.from), to: Math.min(asked.to, this.within.to) };
    const parts = this.partitions.filter(({ span: own }) => own.from < span.to && own.to > span.from);
    const estimate = parts.reduce((sum, part) => sum + part.estimate, 0);
    this.tally.total += estimate;
    const where = guarded(boundsOf(span), condition);
    const key = JSON.stringify([where, known]);
    const before = this.kept.get(key);
    if (before) {
      this.tally.read += estimate;
      yield before;
      return;
    }
    if (where === false) {
      this.tally.read += estimate;
      return;
    }
    const keeping: StoredEvent[] = [];
    let characters = 0;
    const { text: fields, values: first } = numbered(known ?? sql("false"));
    const selected = known ? `${COLUMNS}, CASE WHEN ${fields} THEN NULL ELSE e.raw END, ${LIGHT_COLUMNS}` : `${COLUMNS}, e.raw`;
    const { text, values: second } = numbered(isSql(where) ? where : sql("true"), first.length);
    const values = [...first, ...second];
    for (const part of together(parts)) {
      this.signal?.throwIfAborted();
      let seen = 0;
      const statement = part.names.map((name) => `SELECT ${selected} FROM ${name} e WHERE ${text}`).join(" UNION ALL ");
      for await (const rows of this.session.rows(statement, values, (row) => row[RAW]?.length ?? 0)) {
        this.signal?.throwIfAborted();
        const events = rows.map(storedEvent);
        seen += rows.length;
        if (seen <= part.estimate) this.tally.read += rows.length;
        if (characters <= KEPT_CHARACTERS) {
          characters += rows.reduce((sum, row) => sum + (row[RAW]?.length ?? 0), 0);
          keeping.push(...events);
        }
        yield events;
      }
      this.tally.read += Math.max(0, part.estimate - seen);
    }
    if (this.keptCharacters + characters > KEPT_CHARACTERS) return;
    this.keptCharacters += characters;
    this.kept.set(key, keeping);
  }
}

interface Portion {
  readonly names: readonly string[];
  readonly estimate: number;
}

/** Small neighbours are read by one statement: each costs a millisecond however little is in it. */
function together(parts: readonly Partition[]): readonly Portion[] {
  const portions: { names: string[]; estimate: number }[] = [];
  for (const { name, estimate } of parts) {
    const last = portions.at(-1);
    if (last && last.names.length < MOST_TOGETHER && last.estimate + estimate <= ROWS_TOGETHER) {
      last.names.push(name);
      last.estimate += estimate;
    } else portions.push({ names: [name], estimate });
  }
  return portions;
}

const MOST_TOGETHER = 24;
const ROWS_TOGETHER = 50_000;

function boundsOf({ from, to }: TimeSpan): Condition {
  return and(
    from === Number.NEGATIVE_INFINITY || sql(`e."timestamp" >= ?::timestamptz`, formatBound(from)),
    to === Number.POSITIVE_INFINITY || sql(`e."timestamp" < ?::timestamptz`, formatBound(to)),
  );
}

const formatBound = (micros: EpochMicros): string =>
  formatTimestamp(Math.min(253_402_300_799_000_000, Math.max(-62_135_596_800_000_000, micros)));

function storedEvent([hostId, at, id, file, record, shape, raw, ...light]: CursorRow): StoredEvent {
  const micros = microsOf(`${at}Z`);
  if (raw === null) {
    const [kind, processName, remoteAddress, remotePort] = light;
    const columns = {
      class: kind ?? "",
      processName: processName ?? "",
      remoteAddress: remoteAddress ?? "",
      remotePort: Number(remotePort),
    };
    return {
      hostId: Number(hostId),
      at: micros,
      id: id ?? "",
      event: undefined,
      light: { hostId: Number(hostId), at: micros, ...columns },
    };
  }
  let made: Event | undefined;
  let isMade = false;
  return {
    hostId: Number(hostId),
    at: micros,
    id: id ?? "",
    get event() {
      if (isMade) return made;
      isMade = true;
      const source: RawRecord = {
        position: { file: file ?? "", record: Number(record) },
        shape: shape === "windows-event" || shape === "csv" ? shape : "json",
        body: JSON.parse(raw ?? "{}") as JsonObject,
      };
      const event = normalise(source, { receivedAt: micros });
      made = "kind" in event ? undefined : event;
      return made;
    },
  };
}
