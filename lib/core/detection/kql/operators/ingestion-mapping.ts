import { KqlRefusal } from "../syntax/refusal.ts";
import { type Bag, type Dynamic, isArray, isBag } from "../value/dynamic.ts";
import { readJson } from "../value/json.ts";
import { type JsonPath, readJsonPath } from "../value/json-path.ts";
import type { Column } from "../value/type.ts";

/** Where a column's cells come from. */
export type Place =
  | { readonly kind: "path"; readonly path: JsonPath }
  | { readonly kind: "ordinal"; readonly ordinal: number }
  | { readonly kind: "constant"; readonly value: string }
  /** The mapping does not name the column: it is empty. */
  | { readonly kind: "none" };

/**
 * `[{"Column": "a", "Properties": {"Path": "$.b"}}, …]`, or the older `[{"column": "a", "path": "$.b"}]`, as the place of each column.
 * Errors: KqlRefusal for a mapping that cannot be read, names no column of the schema or wants a transformation.
 * https://learn.microsoft.com/kusto/management/mappings
 */
export function ingestionMapping(text: string, columns: readonly Column[], at: number): readonly Place[] {
  const read = readJson(text);
  if (read === undefined || !isArray(read)) throw bad("is no JSON array", at);
  const places = new Map<string, Place>();
  for (const entry of read) {
    if (!isBag(entry)) throw bad("has an entry that is no object", at);
    const name = textOf(entry, "column");
    if (name === undefined || !columns.some((column) => column.name === name)) throw bad(`names no column of the schema: ${name}`, at);
    places.set(name, placeOf(entry, at));
  }
  return columns.map(({ name }) => places.get(name) ?? { kind: "none" });
}

function placeOf(entry: Bag, at: number): Place {
  const inner = property(entry, "properties");
  const settings = isBag(inner ?? null) ? (inner as Bag) : entry;
  const transform = textOf(settings, "transform");
  if (transform !== undefined && transform.toLowerCase() !== "none")
    throw new KqlRefusal("unsupported", `the transformation ${transform} of an ingestion mapping is not supported`, at);
  const constant = textOf(settings, "constvalue") ?? textOf(settings, "constantvalue");
  if (constant !== undefined) return { kind: "constant", value: constant };
  const ordinal = textOf(settings, "ordinal");
  if (ordinal !== undefined && /^\d+$/.test(ordinal)) return { kind: "ordinal", ordinal: Number(ordinal) };
  const path = readJsonPath(textOf(settings, "path") ?? "");
  if (!path) throw bad("has an entry without a readable Path or Ordinal", at);
  return { kind: "path", path };
}

/** Names are read in any case. */
function property(bag: Bag, name: string): Dynamic | undefined {
  for (const [key, value] of bag) if (key.toLowerCase() === name) return value;
  return undefined;
}

function textOf(bag: Bag, name: string): string | undefined {
  const value = property(bag, name);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function bad(what: string, at: number): KqlRefusal {
  return new KqlRefusal("bad-argument", `the ingestion mapping ${what}`, at);
}
