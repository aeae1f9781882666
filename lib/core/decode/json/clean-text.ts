import type { JsonObject, JsonValue } from "../../event/value.ts";
import { isJsonObject } from "./json-object.ts";

/** Escapes that may give characters Postgres refuses: NUL, and surrogates (harmless in pairs). */
const SUSPECT_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;
const REFUSED = /\0|\p{Surrogate}/gu;

/** Whether the values parsed from this JSON text need `cleanValues`. */
export function hasSuspectEscapes(text: string): boolean {
  return text.includes("\\u") && SUSPECT_ESCAPE.test(text);
}

/** NUL removed, lone surrogates replaced by U+FFFD: Postgres stores neither, in text or in jsonb. */
export function cleanText(text: string): string {
  return text.replace(REFUSED, (c) => (c === "\0" ? "" : "\ufffd"));
}

/** `cleanText` of every key and every string of an object. */
export function cleanValues(object: JsonObject): JsonObject {
  // fromEntries defines members, so a key `__proto__` stays a member.
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [cleanText(key), cleanValue(value)]));
}

function cleanValue(value: JsonValue): JsonValue {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  return isJsonObject(value) ? cleanValues(value) : value;
}
