import type { EpochMicros, EventId } from "#core/event/event";
import type { FieldRef } from "#core/event/field";
import type { FieldValue, JsonObject, JsonValue, Scalar } from "#core/event/value";
import type { Match } from "../../run/pipes.ts";
import { type QueryRow, QueryRun } from "../../run/query.ts";
import type { EqlDialect } from "../dialect.ts";
import { compileEql } from "../eql.ts";

/** A plain document as a row: a field is found under its whole name or along its dots, and lists of objects are lists of their members. */
export function rowOf(
  document: JsonObject,
  place: { readonly id: string; readonly timestamp: EpochMicros; readonly order: number },
): QueryRow {
  return {
    ...place,
    id: place.id as EventId,
    get: ({ name }: FieldRef) => valueAt(document, name),
    texts: () => [],
  };
}

function valueAt(document: JsonObject, name: string): FieldValue | undefined {
  if (Object.hasOwn(document, name)) return flat(document[name] ?? null);
  let at: readonly JsonValue[] = [document];
  for (const part of name.split(".")) {
    at = at.flatMap((value) => {
      const items = Array.isArray(value) ? value : [value];
      return items.flatMap((item: JsonValue) => (isObject(item) && Object.hasOwn(item, part) ? [item[part] ?? null] : []));
    });
  }
  if (at.length === 0) return undefined;
  return at.length === 1 ? flat(at[0] ?? null) : at.flatMap((value) => [flat(value)].flat());
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function flat(value: JsonValue): FieldValue {
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => leavesOf(item));
  return isObject(value) ? leavesOf(value) : (value as Scalar | null);
}

function leavesOf(value: JsonValue): readonly (Scalar | null)[] {
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => leavesOf(item));
  return isObject(value) ? Object.values(value).flatMap(leavesOf) : [value as Scalar | null];
}

/** What one query finds among rows; throws what is wrong with it. `shown`: fields to be read from its matches. */
export function answer(text: string, rows: readonly QueryRow[], dialect?: EqlDialect, shown: readonly FieldRef[] = []): readonly Match[] {
  const query = compileEql(text, dialect);
  if ("code" in query) throw new Error(`${query.line}:${query.column}: ${query.code}: ${query.message}`);
  const run = new QueryRun([query], shown);
  for (const row of rows) run.offer(row);
  return [...run.answers()].flat();
}
