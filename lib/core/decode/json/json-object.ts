import type { JsonObject, JsonValue } from "../../event/value.ts";

/** Whether a value that came from JSON.parse is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether an object and everything in it have more members than `limit`; the elements of lists are not members. */
export function hasMoreFieldsThan(object: JsonObject, limit: number): boolean {
  return countFields(object, limit) > limit;
}

function countFields(value: JsonValue, limit: number): number {
  if (Array.isArray(value)) {
    let count = 0;
    for (const element of value) if (count <= limit) count += countFields(element, limit - count);
    return count;
  }
  if (!isJsonObject(value)) return 0;
  let count = 0;
  for (const key in value) {
    count += 1 + countFields(value[key] ?? null, limit - count);
    if (count > limit) return count;
  }
  return count;
}
