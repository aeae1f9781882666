import type { Catalog } from "#core/detection/kql/bind/session";
import { BATCH, batches, type Plan, type Run } from "#core/detection/kql/run/plan";
import type { Batch, Row } from "#core/detection/kql/run/row";
import { type Demand, EVERYTHING, mayHold } from "#core/detection/kql/run/test";
import { isMentioned } from "#core/detection/kql/syntax/mentions";
import { type DerivedTable, derivedTable } from "#core/detection/kql/tables/derived";
import { columnReader, tablesOf } from "#core/detection/kql/tables/event-row";
import { TABLES } from "#core/detection/kql/tables/schema";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import { type Cell, type Column, emptyOf } from "#core/detection/kql/value/type";
import type { Event } from "#core/event/event";
import type { KnownHost } from "./columns.ts";
import type { EventSource, StoredEvent } from "./event-source.ts";
import { type LightEvent, lightReader } from "./light.ts";
import { referenceText } from "./reference.ts";
import { ALWAYS } from "./session.ts";
import { columnsOf, conditionFor, spanOf } from "./translate.ts";

/** The tables of KQL over the stored events. A row's evidence is a reference (`reference.ts`) to its event. */
export function storeCatalog(source: EventSource, hosts: readonly KnownHost[]): Catalog {
  const plans = new Map([...TABLES].map(([name, columns]) => [name, tablePlan(name, columns, source, hosts)]));
  return { names: [...plans.keys()], table: (name) => plans.get(name) };
}

function tablePlan(name: string, columns: readonly Column[], source: EventSource, hosts: readonly KnownHost[]): Plan {
  const base = { columns, name, isOpen: false, isSerialized: false };
  const derived = derivedTable(name);
  if (derived) return { ...base, notice: derived.notice, rows: () => derivedRows(name, source) };
  const readers = columns.map((column) => storedReader(column, name));
  return { ...base, rows: (run, demand = EVERYTHING) => tableRows({ name, columns, readers, source, hosts }, run, demand) };
}

type Reader = (event: Event, stored: StoredEvent) => Cell;

/** Filed under a time, an event is found by it: that is its time, whatever today's mapping would make of it. */
function storedReader(column: Column, table: string): Reader {
  const read = columnReader(column, table);
  if (column.name !== "Timestamp" && column.name !== "TimeGenerated") return read;
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
}

async function* tableRows(table: StoredTable, run: Run, { test, isClosed }: Demand): AsyncGenerator<Batch> {
  const { name, columns, readers, source, hosts } = table;
  const { mentions } = run;
  const empty = columns.map(({ type }) => emptyOf(type));
  const isRead = columns.map((column) => !isClosed || mentions === null || isMentioned(column.name, mentions));
  // What decides about a row is computed first: most rows are not wanted.
  const deciding = columnsOf(test);
  const others = columns.flatMap((_, index) => (isRead[index] && !deciding.includes(index) ? [index] : []));
  const reader = lightReader(name, columns, [...deciding, ...others], hosts);
  const lightRow = (stored: StoredEvent, light: LightEvent): Row | undefined => {
    const cells = [...empty];
    for (const index of deciding) cells[index] = reader?.read.get(index)?.(light) ?? null;
    if (!mayHold(test, (index) => cells[index] ?? null)) return undefined;
    for (const index of others) cells[index] = reader?.read.get(index)?.(light) ?? null;
    return { cells, evidence: { id: referenceText(stored), count: 1 } };
  };
  const rowOf = (stored: StoredEvent): Row | undefined => {
    const { event, light } = stored;
    if (light) return lightRow(stored, light);
    if (!event || !tablesOf(event).includes(name)) return undefined;
    const cells = [...empty];
    for (const index of deciding) cells[index] = readers[index]?.(event, stored) ?? empty[index] ?? null;
    if (!mayHold(test, (index) => cells[index] ?? null)) return undefined;
    for (const index of others) cells[index] = readers[index]?.(event, stored) ?? empty[index] ?? null;
    return { cells, evidence: { id: referenceText(stored), count: 1 } };
  };
  const condition = conditionFor(test, columns, { table: name, hosts });
  for await (const events of source.read(condition, spanOf(test, columns, ALWAYS), reader?.known)) {
    let batch: Row[] = [];
    for (const stored of events) {
      const row = rowOf(stored);
      if (row) batch.push(row);
      if (batch.length === BATCH) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }
}

/** A table made of all events of the time that is looked at, whatever of its rows is asked for. */
async function* derivedRows(name: string, source: EventSource): AsyncGenerator<Batch> {
  const table: DerivedTable | undefined = derivedTable(name);
  if (!table) return;
  for await (const events of source.read(true, ALWAYS)) {
    for (const stored of events) {
      const { event } = stored;
      // The same event, called by where it is stored.
      if (event) table.take(Object.create(event, { id: { value: referenceText(stored) } }) as Event);
    }
  }
  yield* batches(table.rows());
}
