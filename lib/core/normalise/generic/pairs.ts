import type { FieldValue, JsonObject, JsonValue } from "../../event/value.ts";
import { asFieldValue, asObject, isList, own } from "../document.ts";
import { asStructure, readAnyCase } from "./read.ts";

/**
 * The value that stands beside a name in a list of pairs (`[{ Name: "RequestType", Value: "…" }]`), which is how audit logs keep
 * what differs from operation to operation; undefined when no list has the name. Case aside.
 */
export function pairedValue(
  body: JsonObject,
  lists: readonly string[],
  name: string,
  [key, ...values]: readonly [string, ...string[]],
): FieldValue | undefined {
  const wanted = name.toLowerCase();
  const found: (string | number | boolean)[] = [];
  for (const list of lists) {
    for (const pair of objectsIn(readAnyCase(body, list.toLowerCase()))) {
      if (String(own(pair, key)).toLowerCase() !== wanted) continue;
      for (const value of values) found.push(...scalarsOf(own(pair, value)));
    }
  }
  return found.length > 0 ? found : undefined;
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.flatMap(objectsIn);
  const object = asObject(value);
  return object ? [object] : [];
}

function scalarsOf(value: JsonValue | undefined): readonly (string | number | boolean)[] {
  const field = asFieldValue(value) ?? asStructure(value);
  const items = field === undefined ? [] : [field].flat();
  return items.flatMap((item): readonly (string | number | boolean)[] => {
    if (item === null) return [];
    return typeof item === "string" ? unquoted(item) : [item];
  });
}

/** Entra writes values as JSON inside a text (`"\"False\""`): both readings are the value. */
function unquoted(text: string): readonly string[] {
  return /^".*"$/s.test(text) ? [text, text.slice(1, -1)] : [text];
}
