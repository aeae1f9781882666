import type { EpochMicros } from "#core/event/event";
import { formatTimestamp } from "#core/event/timestamp";
import { microsOf } from "#lib/db/instant";
import type { Grouping } from "./grouping.ts";
import { type EventGroup, eventGroup, groupStatement, instantsStatement, placesStatement, strangersStatement, tidArray } from "./groups.ts";
import { byTable, placesOf } from "./places.ts";
import { type NumberedPartition, nextPortion, PAGES_AT_ONCE, type Portion, portionsOf, slicedParts, wholeParts } from "./portions.ts";
import { referenceText } from "./reference.ts";
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
/** What an event is beside its record, in characters of one. */
const EVENT_CHARACTERS = 500;
/** Events of which it is noted at once where they are: some ten bytes each, and as much again while they are sorted. */
const EVENTS_AT_ONCE = 500_000;
/** The first portion is small, and each next one so many times larger at most. As many as were alone in one, so many will be new in the next. */
const GROWTH = 8;

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
    for (const portion of portionsOf(wholeParts(parts))) {
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
    if (where === false) {
      this.tally.read += estimate;
      return;
    }
    const left = [...slicedParts(parts, this.pagesAtOnce)];
    let pages = Math.ceil(this.pagesAtOnce / GROWTH);
    for (let isWorth = true; left.length > 0 && isWorth; ) {
      const portion = nextPortion(left, pages);
      let [counted, alone] = [0, 0];
      for await (const reading of this.groupsOf(portion, where, grouping, most)) {
        counted += reading.groups.reduce((sum, { count }) => sum + count, reading.events.length);
        alone += reading.groups.reduce((sum, { count }) => sum + (count === 1 ? 1 : 0), reading.events.length);
        yield reading;
      }
      isWorth = grouping.isNeeded || alone * 2 <= counted;
      // The more is grouped at once the fewer groups there are; what is noted of each event meanwhile is bounded.
      const held = portion.tables.reduce((sum, table) => sum + table.pages, 0);
      pages = Math.max(this.pagesAtOnce, Math.min(GROWTH * pages, Math.floor((held * EVENTS_AT_ONCE) / Math.max(1, counted))));
    }
    for (const portion of portionsOf(left)) {
      for await (const { events } of this.portion(portion, where, grouping.known)) yield { groups: [], events };
    }
  }

  private async *groupsOf(
    portion: Portion,
    where: Exclude<Condition, false>,
    grouping: Grouping,
    most: number,
  ): AsyncGenerator<GroupReading> {
    const { estimate } = portion;
    let [counted, noted] = [0, 0];
    const strangers: EventGroup[] = [];
    for await (const rows of this.rows(groupStatement(portion, where, grouping, most), sizeOfRow)) {
      const found = rows.map((row) => eventGroup(row, grouping));
      const groups = found.filter(({ isKnown }) => isKnown);
      strangers.push(...found.filter(({ isKnown }) => !isKnown));
      counted += groups.reduce((sum, { count }) => sum + count, 0);
      this.tally.read += Math.min(estimate, counted) - noted;
      noted = Math.min(estimate, counted);
      if (groups.length > 0) yield { groups, events: [] };
    }
    this.tally.read += estimate - noted;
    for (const { places, count } of strangers) {
      const known = placesOf(places);
      const statements =
        known.length === count
          ? [...byTable(known)].map(([table, tids]) => placesStatement(this.nameOf(table), [...tids]))
          : [strangersStatement(portion, where, grouping.known)];
      for (const statement of statements) {
        for await (const rows of this.rows(statement, sizeOfRaw)) yield { groups: [], events: rows.map(storedEvent) };
      }
    }
  }

  /** The events of each group's host at its first and its last instant. */
  async *readInstants(groups: readonly EventGroup[]): AsyncGenerator<readonly StoredEvent[]> {
    const tables = new Map<number, EventGroup[]>();
    for (const group of groups) for (const table of new Set(group.tables)) tables.set(table, [...(tables.get(table) ?? []), group]);
    for (const [table, own] of tables) {
      for await (const rows of this.rows(instantsStatement(this.nameOf(table), own), sizeOfRaw)) yield rows.map(storedEvent);
    }
  }

  /** References (`reference.ts`) to the events at each of these places (`places.ts`), in their order: of each at most so many. */
  async referencesAt(wanted: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, readonly string[]>> {
    const all = new Map([...wanted].map(([text, most]) => [text, placesOf(text).slice(0, most)]));
    const found = new Map<string, string>();
    for (const [table, tids] of byTable([...all.values()].flat())) {
      const rows = await this.session.query<{ tid: string; host_id: number; at: string; id: string }>(
        `SELECT e.ctid::text AS tid, e.host_id, (e."timestamp" AT TIME ZONE 'UTC')::text AS at, e.id FROM ${this.nameOf(table)} e WHERE e.ctid = ANY($1::tid[])`,
        [tidArray(tids)],
      );
      for (const { tid, host_id, at, id } of rows)
        found.set(`${table} ${tid}`, referenceText({ hostId: host_id, at: microsOf(`${at}Z`), id }));
    }
    return new Map([...all].map(([text, places]) => [text, places.flatMap(({ table, tid }) => found.get(`${table} ${tid}`) ?? [])]));
  }

  private nameOf(table: number): string {
    const name = this.partitions[table]?.name;
    if (name === undefined) throw new Error(`there is no partition ${table}`);
    return name;
  }

  private begin(
    condition: Condition,
    asked: TimeSpan,
  ): { readonly where: Condition; readonly parts: readonly NumberedPartition[]; readonly estimate: number } {
    const span = { from: Math.max(asked.from, this.within.from), to: Math.min(asked.to, this.within.to) };
    const all = this.partitions.map((part, index) => ({ ...part, index }));
    const parts = all.filter(({ span: own }) => own.from < span.to && own.to > span.from);
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
      yield { events: rows.map(storedEvent), size: rows.reduce((sum, row) => sum + sizeOfRaw(row) + EVENT_CHARACTERS, 0) };
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
