import { decode, isFault } from "#core/decode/decode";
import type { Row } from "#core/detection/kql/run/row";
import type { HeldTable } from "#core/detection/kql/tables/catalog";
import { EventTables } from "#core/detection/kql/tables/held-tables";
import { TABLES } from "#core/detection/kql/tables/schema";
import { tableNeeds } from "#core/detection/kql/tables/table-needs";
import { cast } from "#core/detection/kql/value/cast";
import { type Dynamic, real } from "#core/detection/kql/value/dynamic";
import { parseDatetime } from "#core/detection/kql/value/parse-time";
import { type Cell, type Column, emptyOf, type KqlType } from "#core/detection/kql/value/type";
import type { Event } from "#core/event/event";
import type { JsonObject, JsonValue } from "#core/event/value";
import { normalise } from "#core/normalise/normalise";
import { openFile } from "../file-source.ts";
import { say } from "../output.ts";

export interface LoadTally {
  records: number;
  events: number;
  faults: number;
  unusable: number;
}

export function newTally(): LoadTally {
  return { records: 0, events: 0, faults: 0, unusable: 0 };
}

const NAMED = 20;

/** Runs through the records of a file; faults and unreadable files are counted and said, never thrown. */
async function* recordsOf(file: string, tally: LoadTally, isSaid = true) {
  try {
    const source = await openFile(file);
    try {
      for await (const item of decode(source, { file })) {
        if (isFault(item)) {
          if (++tally.faults <= NAMED && isSaid) say(`${item.position.file}:${item.position.record}: ${item.code}: ${item.detail}`);
          continue;
        }
        tally.records++;
        yield item;
      }
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    tally.unusable++;
    if (isSaid) say(`${file}: unreadable: ${error.message}`);
  }
}

/** Events of all files as rows of the tables the queries read. Every table exists, with or without rows. */
export async function loadEvents(
  files: readonly string[],
  texts: readonly string[],
  now: number,
  tally: LoadTally,
): Promise<ReadonlyMap<string, HeldTable>> {
  const tables = new EventTables(await tableNeeds(texts));
  for await (const event of eventsOf(files, now, tally)) tables.take(event);
  return tables.tables();
}

/** The events of files, one after the other. `isSaid`: faults are named to the user; a second reading has nothing new to say. */
export async function* eventsOf(files: readonly string[], now: number, tally: LoadTally, isSaid = true): AsyncGenerator<Event> {
  for (const file of files) {
    for await (const record of recordsOf(file, tally, isSaid)) {
      const event = normalise(record, { receivedAt: now * 1_000 });
      if ("kind" in event) {
        tally.faults++;
        continue;
      }
      tally.events++;
      yield event;
    }
  }
}

/**
 * A file as a table: under a known table's name with that table's columns, else with the columns its records have, typed by
 * what all of a column's values are.
 */
export async function loadTable(name: string, file: string, tally: LoadTally): Promise<HeldTable> {
  const records: JsonObject[] = [];
  for await (const { body } of recordsOf(file, tally)) records.push(unwrapped(body));
  const columns = TABLES.get(name) ?? columnsOf(records);
  const rows = records.map(
    (record, index): Row => ({
      cells: columns.map((column) => cellOf(record, column)),
      evidence: { id: `${file}:${index + 1}`, count: 1 },
    }),
  );
  return { columns, rows };
}

/** Streaming wraps a row in an envelope; Sentinel and Defender call the time differently. */
function unwrapped(record: JsonObject): JsonObject {
  const { properties } = record;
  return properties !== null && typeof properties === "object" && isObject(properties) && typeof record.category === "string"
    ? properties
    : record;
}

function isObject(value: JsonValue): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

const OTHER_TIME: { readonly [name: string]: string } = { Timestamp: "TimeGenerated", TimeGenerated: "Timestamp" };

function cellOf(record: JsonObject, { name, type }: Column): Cell {
  const other = Object.hasOwn(OTHER_TIME, name) ? OTHER_TIME[name] : undefined;
  const value = Object.hasOwn(record, name) ? record[name] : other === undefined ? undefined : record[other];
  if (value === undefined || value === null) return emptyOf(type);
  if (typeof value === "string") return cast(value, "string", type);
  if (typeof value === "boolean") return cast(value, "bool", type);
  if (typeof value === "number") return cast(value, Number.isInteger(value) ? "long" : "real", type);
  return cast(dynamicOf(value), "dynamic", type);
}

function dynamicOf(value: JsonValue): Dynamic {
  if (isObject(value)) return new Map(Object.entries(value).map(([key, member]): [string, Dynamic] => [key, dynamicOf(member)]));
  if (typeof value === "object" && value !== null) return value.map(dynamicOf);
  return typeof value === "number" && !Number.isInteger(value) ? real(value) : value;
}

function columnsOf(records: readonly JsonObject[]): readonly Column[] {
  const types = new Map<string, KqlType | undefined>();
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) types.set(name, merged(types.get(name), typeOf(value)));
  }
  return [...types].map(([name, type]) => ({ name, type: type ?? "string" }));
}

function typeOf(value: JsonValue): KqlType | undefined {
  if (value === null) return undefined;
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "long" : "real";
  if (typeof value === "object") return "dynamic";
  // Only a full date and time: a bare year or a version must stay text.
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value) && parseDatetime(value) !== undefined ? "datetime" : "string";
}

function merged(a: KqlType | undefined, b: KqlType | undefined): KqlType | undefined {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  if ((a === "long" && b === "real") || (a === "real" && b === "long")) return "real";
  return a === "dynamic" || b === "dynamic" ? "dynamic" : "string";
}
