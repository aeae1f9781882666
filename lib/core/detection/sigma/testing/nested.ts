import type { JsonObject, JsonValue } from "#core/event/value";

/** A value at a dotted path, as objects in each other. */
export function nested(path: string, value: JsonValue): JsonObject {
  const [head = "", ...rest] = path.split(".");
  return { [head]: rest.length === 0 ? value : nested(rest.join("."), value) };
}
