import type { Catalog } from "#core/detection/kql/bind/session";
import { batches, type Plan, type Run } from "#core/detection/kql/run/plan";
import type { Batch, Row } from "#core/detection/kql/run/row";
import { type Demand, EVERYTHING, mayHold } from "#core/detection/kql/run/test";
import { derivedTable } from "#core/detection/kql/tables/derived";
import { columnReader, tablesOf } from "#core/detection/kql/tables/event-row";
import { TABLES } from "#core/detection/kql/tables/schema";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import { type Cell, type Column, emptyOf } from "#core/detection/kql/value/type";
import type { Event } from "#core/event/event";
import type { KnownHost } from "./columns.ts";
import { readColumns } from "./demanded.ts";
import { derivedRows } from "./derived-rows.ts";
import type { EventSource, GroupReading } from "./event-source.ts";
import { groupingOf, isTimeColumn } from "./grouping.ts";
import type { EventGroup } from "./groups.ts";
import { type LightEvent, lightReader } from "./light.ts";
import { referenceText } from "./reference.ts";
import { ALWAYS } from "./session.ts";
import type { StoredEvent } from "./stored-event.ts";
import { columnsOf, conditionFor, spanOf } from "./translate.ts";

/**
 * The tables of KQL over the stored events. A row's evidence is a reference (`reference.ts`) to its event; of a row that stands for
 * several it is where they are (`places.ts`), at most `eventsPerRow` of them.
 */
export function storeCatalog(source: EventSource, hosts: readonly KnownHost[], eventsPerRow: number): Catalog {
  const plans = new Map([...TABLES].map(([name, columns]) => [name, tablePlan(name, columns, source, hosts, eventsPerRow)]));
  return { names: [...plans.keys()], table: (name) => plans.get(name) };
}

function tablePlan(name: string, columns: readonly Column[], source: EventSource, hosts: readonly KnownHost[], eventsPerRow: number): Plan {
  const base = { columns, name, isOpen: false, isSerialized: false };
  const derived = derivedTable(name);
  if (derived)
    return { ...base, notice: derived.notice, rows: (run, demand = EVERYTHING) => derivedRows(name, source, hosts, run, demand) };
  const readers = columns.map((column) => storedReader(column, name));
  return { ...base, rows: (run, demand = EVERYTHING) => tableRows({ name, columns, readers, source, hosts, eventsPerRow }, run, demand) };
}

type Reader = (event: Event, stored: StoredEvent) => Cell;

/** Filed under a time, an event is found by it: that is its time, whatever today's mapping would make of it. */
function storedReader(column: Column, table: string): Reader {
  const read = columnReader(column, table);
  if (!isTimeColumn(column)) return read;
  return (event, { at }) => {
    const own = read(event);
    const ticks = EPOCH_TICKS + BigInt(at) * 10n;
    return typeof own === "bigint" && own > ticks - 10n && own < ticks + 10n ? own : ticks;
  };
}

interface StoredTable {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly readers: readonly Reader[];
  readonly source: EventSource;
  readonly hosts: readonly KnownHost[];
  readonly eventsPerRow: number;
}

async function* tableRows(table: StoredTable, run: Run, demand: Demand): AsyncGenerator<Batch> {
  const { name, columns, readers, source, hosts, eventsPerRow } = table;
  const { test, fold } = demand;
  const empty = columns.map(({ type }) => emptyOf(type));
  const isRead = readColumns(columns, run, demand);
  // What decides about a row is computed first: most rows are not wanted.
  const deciding = columnsOf(test);
  const others = columns.flatMap((_, index) => (isRead[index] && !deciding.includes(index) ? [index] : []));
  const reader = lightReader(name, columns, [...deciding, ...others], hosts);
  const lightCells = (light: LightEvent): Cell[] | undefined => {
    const cells = [...empty];
    for (const index of deciding) cells[index] = reader?.read.get(index)?.(light) ?? null;
    if (!mayHold(test, (index) => cells[index] ?? null)) return undefined;
    for (const index of others) cells[index] = reader?.read.get(index)?.(light) ?? null;
    return cells;
  };
  const rowOf = (stored: StoredEvent): Row | undefined => {
    const { event, light } = stored;
    if (light) {
      const cells = lightCells(light);
      return cells && { cells, evidence: { id: referenceText(stored), count: 1 } };
    }
    if (!event || !tablesOf(event).includes(name)) return undefined;
    const cells = [...empty];
    for (const index of deciding) cells[index] = readers[index]?.(event, stored) ?? empty[index] ?? null;
    if (!mayHold(test, (index) => cells[index] ?? null)) return undefined;
    for (const index of others) cells[index] = readers[index]?.(event, stored) ?? empty[index] ?? null;
    return { cells, evidence: { id: referenceText(stored), count: 1 } };
  };
  const rowsOf = function* ({ groups, events }: GroupReading): Generator<Row> {
    for (const group of groups) {
      const cells = lightCells(group.light);
      if (cells) yield* groupRows(group, cells, times);
    }
    for (const stored of events) {
      const row = rowOf(stored);
      if (row) yield row;
    }
  };
  const condition = conditionFor(test, columns, { table: name, hosts });
  const span = spanOf(test, columns, ALWAYS);
  const grouping = fold && reader && deciding.every((index) => isRead[index]) ? groupingOf(fold, columns, reader) : undefined;
  const times = fold ? [...fold.extremes] : [];
  const readings = grouping
    ? source.readGroups(condition, span, grouping, eventsPerRow)
    : ungrouped(source.read(condition, span, reader?.known));
  for await (const reading of readings) yield* batches(rowsOf(reading));
}

async function* ungrouped(readings: AsyncIterable<readonly StoredEvent[]>): AsyncGenerator<GroupReading> {
  for await (const events of readings) yield { groups: [], events };
}

/** One row for all events of a group, at the first's time; a second one at the last's where both times matter. */
function* groupRows({ count, last, light, places }: EventGroup, cells: Cell[], times: readonly number[]): Generator<Row> {
  const evidence = { id: places, count };
  if (times.length === 0 || last === light.at) return yield { cells, evidence, weight: count };
  const latest = [...cells];
  for (const index of times) latest[index] = EPOCH_TICKS + BigInt(last) * 10n;
  yield { cells, evidence, weight: count - 1 };
  yield { cells: latest, evidence: null, weight: 1 };
}
