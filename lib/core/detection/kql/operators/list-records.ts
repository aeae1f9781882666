import { KqlRefusal } from "../syntax/refusal.ts";
import { cast, fromDynamic } from "../value/cast.ts";
import { type Dynamic, isArray, isBag } from "../value/dynamic.ts";
import { readJsonValues } from "../value/json.ts";
import { atPath } from "../value/json-path.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { csvRecords } from "./csv-records.ts";
import type { Place } from "./ingestion-mapping.ts";

const SEPARATORS = { csv: ",", tsv: "\t", psv: "|", scsv: ";", sohsv: "\u0001" } as const;
type Separated = keyof typeof SEPARATORS;
const WHOLE = ["txt", "text", "raw", "json", "multijson", "singlejson"] as const;
type Format = Separated | (typeof WHOLE)[number];

export interface ListFile {
  readonly url: string;
  readonly text: string;
  readonly format: Format;
}

interface Reading {
  readonly columns: readonly Column[];
  /** Where a mapping takes each column from; undefined without one. */
  readonly places: readonly Place[] | undefined;
  /** The first record is a heading. */
  readonly skips: boolean;
  readonly at: number;
}

export function isListFormat(name: string): name is Format {
  return isSeparated(name) || WHOLE.some((format) => format === name);
}

function isSeparated(name: string): name is Separated {
  return Object.hasOwn(SEPARATORS, name);
}

/**
 * The records of a list as rows. Cells that do not convert are null; a list that is not what it is said to be is refused where it
 * stops being it. https://learn.microsoft.com/kusto/ingestion-supported-formats
 */
export function* listRecords({ url, text, format }: ListFile, reading: Reading): Generator<readonly Cell[]> {
  const { columns, places, at } = reading;
  if (isSeparated(format)) {
    const ordinals = columns.map((_, index) => (places ? ordinalOf(places[index], at) : index));
    for (const record of skipped(csvRecords(text, SEPARATORS[format]), reading.skips)) {
      yield columns.map(({ type }, index) => {
        const place = places?.[index];
        const cell = place?.kind === "constant" ? place.value : (record[ordinals[index] ?? index] ?? "");
        return cast(cell, "string", type);
      });
    }
    return;
  }
  if (format === "json" || format === "multijson" || format === "singlejson") {
    for (const item of jsonRecords(text, url, at)) yield columns.map((column, index) => member(item, column, places?.[index], at));
    return;
  }
  if (places) throw new KqlRefusal("bad-argument", `an ingestion mapping has no meaning for ${format}`, at);
  for (const line of skipped(format === "raw" ? [text] : linesOf(text), reading.skips))
    yield columns.map(({ type }, index) => (index === 0 ? cast(line, "string", type) : emptyOf(type)));
}

function* skipped<T>(items: Iterable<T>, skips: boolean): Generator<T> {
  let isFirst = skips;
  for (const item of items) {
    if (!isFirst) yield item;
    isFirst = false;
  }
}

/** Empty lines are no records. */
function* linesOf(text: string): Generator<string> {
  for (const [line] of text.matchAll(/[^\r\n]+/g)) yield line;
}

/** One bag a record: the elements of an array, or bags one after the other however they are broken into lines. */
function* jsonRecords(text: string, url: string, at: number): Generator<Dynamic> {
  let count = 0;
  for (const value of readJsonValues(text)) {
    if (value === undefined) throw new KqlRefusal("bad-list", `the list kept for ${url} is no JSON after record ${count}`, at);
    const records = isArray(value) ? value : [value];
    count += records.length;
    yield* records;
  }
}

function ordinalOf(place: Place | undefined, at: number): number {
  if (place?.kind === "path") throw new KqlRefusal("bad-argument", "a mapping of a text in columns wants Ordinal, not Path", at);
  return place?.kind === "ordinal" ? place.ordinal : Number.POSITIVE_INFINITY;
}

function member(item: Dynamic, { name, type }: Column, place: Place | undefined, at: number): Cell {
  if (place?.kind === "ordinal") throw new KqlRefusal("bad-argument", "a mapping of JSON wants Path, not Ordinal", at);
  if (place?.kind === "constant") return cast(place.value, "string", type);
  const found = place ? (place.kind === "path" ? atPath(item, place.path) : null) : isBag(item) ? (item.get(name) ?? null) : null;
  return type === "dynamic" ? found : fromDynamic(found, type);
}
