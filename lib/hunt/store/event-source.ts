import type { EpochMicros } from "#core/event/event";
import { formatTimestamp } from "#core/event/timestamp";
import type { Grouping } from "./grouping.ts";
import { type EventGroup, eventGroup, groupStatement, instantsStatement, strangersStatement } from "./groups.ts";
import { PAGES_AT_ONCE, type Portion, portionsOf } from "./portions.ts";
import type { CursorRow, Partition, StoreSession } from "./session.ts";
import { and, type Condition, guarded, isSql, numbered, type Sql, sql } from "./sql.ts";
import { LIGHT_COLUMNS, RAW, STORED_COLUMNS, type StoredEvent, storedEvent } from "./stored-event.ts";
import type { TimeSpan } from "./translate.ts";

/** How many events were looked at, of how many. */
export interface ReadTally {
  read: number;
  total: number;
}

/** Groups that Postgres counted, or events that it could not or need not. */
export interface GroupReading {
  readonly groups: readonly EventGroup[];
  readonly events: readonly StoredEvent[];
}

/** Characters of records that may be kept for a second reader of the same events. */
const KEPT_CHARACTERS = 48_000_000;
/** Groups of fewer events on average save nothing: what is left to read comes event by event. */
const LEAST_PER_GROUP = 2;

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
    private readonly pagesAtOnce = PAGES_AT_ONCE,
  ) {}

  /** `known`: of which events the record is not fetched, because the stored columns are enough. */
  async *read(condition: Condition, asked: TimeSpan, known?: Sql): AsyncGenerator<readonly StoredEvent[]> {
    const { where, parts, estimate } = this.begin(condition, asked);
    const key = JSON.stringify([where, known]);
    const before = this.kept.get(key);
    if (before || where === false) {
      this.tally.read += estimate;
      if (before) yield before;
      return;
    }
    const keeping: StoredEvent[] = [];
    let characters = 0;
    for (const portion of portionsOf(parts)) {
      for await (const { events, size } of this.portion(portion, where, known)) {
        if (characters <= KEPT_CHARACTERS) {
          characters += size;
          keeping.push(...events);
        }
        yield events;
      }
    }
    if (this.keptCharacters + characters > KEPT_CHARACTERS) return;
    this.keptCharacters += characters;
    this.kept.set(key, keeping);
  }

  /**
   * The same with those counted that are alike. Each event is in one group or comes by itself, light where `known` holds of it.
   * `most`: of how many events of a group it is known where they are.
   */
  async *readGroups(condition: Condition, asked: TimeSpan, grouping: Grouping, most: number): AsyncGenerator<GroupReading> {
    const { where, parts, estimate } = this.begin(condition, asked);
    if (where === false) this.tally.read += estimate;
    if (where === false) return;
    let isWorth = true;
    for (const portion of portionsOf(parts, this.pagesAtOnce)) {
      if (!isWorth) {
        for await (const { events } of this.portion(portion, where, grouping.known)) yield { groups: [], events };
        continue;
      }
      const strangers: EventGroup[] = [];
      let [counted, handed, noted] = [0, 0, 0];
      for await (const rows of this.rows(groupStatement(portion, where, grouping, most), sizeOfRow)) {
        const found = rows.map((row) => eventGroup(row, grouping));
        const groups = found.filter(({ isKnown }) => isKnown);
        strangers.push(...found.filter(({ isKnown }) => !isKnown));
        counted += groups.reduce((sum, { count }) => sum + count, 0);
        handed += groups.length;
        const seen = Math.min(portion.estimate, counted);
        this.tally.read += seen - noted;
        noted = seen;
        if (groups.length > 0) yield { groups, events: [] };
      }
      this.tally.read += portion.estimate - noted;
      for (const stranger of strangers) {
        for await (const rows of this.rows(strangersStatement(stranger, where, grouping.known), sizeOfRaw)) {
          handed += rows.length;
          counted += rows.length;
          yield { groups: [], events: rows.map(storedEvent) };
        }
      }
      isWorth = grouping.isNeeded || handed * LEAST_PER_GROUP <= counted;
    }
  }

  /** The events of each group's host at its first and its last instant. */
  async *readInstants(groups: readonly EventGroup[]): AsyncGenerator<readonly StoredEvent[]> {
    const tables = new Map<string, EventGroup[]>();
    for (const group of groups) tables.set(group.table, [...(tables.get(group.table) ?? []), group]);
    for (const [table, own] of tables) {
      for await (const rows of this.rows(instantsStatement(table, own), sizeOfRaw)) yield rows.map(storedEvent);
    }
  }

  private begin(
    condition: Condition,
    asked: TimeSpan,
  ): { readonly where: Condition; readonly parts: readonly Partition[]; readonly estimate: number } {
    const span = { from: Math.max(asked.from, this.within.from), to: Math.min(asked.to, this.within.to) };
    const parts = this.partitions.filter(({ span: own }) => own.from < span.to && own.to > span.from);
    const estimate = parts.reduce((sum, part) => sum + part.estimate, 0);
    this.tally.total += estimate;
    return { where: guarded(boundsOf(span), condition), parts, estimate };
  }

  private async *portion(
    { tables, estimate }: Portion,
    where: Exclude<Condition, false>,
    known: Sql | undefined,
  ): AsyncGenerator<{ readonly events: readonly StoredEvent[]; readonly size: number }> {
    const { text: fields, values: first } = numbered(known ?? sql("false"));
    const selected = known
      ? `${STORED_COLUMNS}, CASE WHEN ${fields} THEN NULL ELSE e.raw END, ${LIGHT_COLUMNS}`
      : `${STORED_COLUMNS}, e.raw`;
    const { text, values: second } = numbered(isSql(where) ? where : sql("true"), first.length);
    const statement = tables.map(({ name, slice }) => `SELECT ${selected} FROM ${name} e WHERE ${slice} AND ${text}`).join(" UNION ALL ");
    let seen = 0;
    for await (const rows of this.rows({ text: statement, values: [...first, ...second] }, sizeOfRaw)) {
      seen += rows.length;
      if (seen <= estimate) this.tally.read += rows.length;
      yield { events: rows.map(storedEvent), size: rows.reduce((sum, row) => sum + sizeOfRaw(row), 0) };
    }
    this.tally.read += Math.max(0, estimate - seen);
  }

  private async *rows(statement: Sql, sizeOf: (row: readonly (string | null)[]) => number): AsyncGenerator<CursorRow[]> {
    this.signal?.throwIfAborted();
    for await (const rows of this.session.rows(statement.text, statement.values, sizeOf)) {
      this.signal?.throwIfAborted();
      yield rows;
    }
  }
}

const sizeOfRaw = (row: readonly (string | null)[]): number => row[RAW]?.length ?? 0;
const sizeOfRow = (row: readonly (string | null)[]): number => row.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);

function boundsOf({ from, to }: TimeSpan): Condition {
  return and(
    from === Number.NEGATIVE_INFINITY || sql(`e."timestamp" >= ?::timestamptz`, formatBound(from)),
    to === Number.POSITIVE_INFINITY || sql(`e."timestamp" < ?::timestamptz`, formatBound(to)),
  );
}

const formatBound = (micros: EpochMicros): string =>
  formatTimestamp(Math.min(253_402_300_799_000_000, Math.max(-62_135_596_800_000_000, micros)));
