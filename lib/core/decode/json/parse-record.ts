import type { JsonObject, JsonValue } from "../../event/value.ts";
import { printable } from "../excerpt.ts";
import type { FaultCode } from "../fault.ts";
import type { DecodeLimits } from "../source.ts";
import { cleanValues, hasSuspectEscapes } from "./clean-text.ts";
import { isDeeperThan } from "./depth.ts";
import { hasMoreFieldsThan, isJsonObject } from "./json-object.ts";
import { keepLongIntegers } from "./long-integers.ts";

/** A record's body, or why its text cannot be one. */
export type ParsedRecord =
  | { readonly ok: true; readonly body: JsonObject }
  | { readonly ok: false; readonly code: FaultCode; readonly detail: string };

/** The shortest member is `"":0,`: shorter text than this per field cannot hold too many. */
const BYTES_PER_FIELD = 5;
/** NUL bytes, byte order marks and RFC 7464 record separators: what broken writers leave around a good record. */
const STRAY = ["\0", "\x1e", "\ufeff"] as const;

/**
 * One JSON object from its text: within the limits on depth and fields, integers beyond 2^53 as digits, no character
 * Postgres refuses, the document of an Elasticsearch hit taken out of its `_source`. Of doubled keys the last wins.
 */
export function parseRecord(text: string, limits: DecodeLimits): ParsedRecord {
  if (isDeeperThan(text, limits.jsonDepth)) {
    return { ok: false, code: "too-deep", detail: `the record nests deeper than ${limits.jsonDepth} levels (limit jsonDepth)` };
  }
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  if (!isJsonObject(value)) return { ok: false, code: "not-an-object", detail: `expected a JSON object, found ${kindOf(value)}` };
  if (text.length > limits.fieldsPerRecord * BYTES_PER_FIELD && hasMoreFieldsThan(value, limits.fieldsPerRecord)) {
    return {
      ok: false,
      code: "too-many-fields",
      detail: `the record has more than ${limits.fieldsPerRecord} fields (limit fieldsPerRecord)`,
    };
  }
  return { ok: true, body: document(hasSuspectEscapes(text) ? cleanValues(value) : value) };
}

/**
 * Whether the last record had an integer JSON.parse would round: then the next, of the same stream, most likely has one too
 * and is searched for them first. Looking at the numbers that were parsed costs a seventh of searching the text. Decides
 * nothing but the order of the two.
 */
let expectsLongIntegers = false;

/** Depth was bounded before. */
function hasRoundedNumber(value: JsonValue): boolean {
  if (typeof value === "number") return value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER;
  if (typeof value !== "object" || value === null) return false;
  for (const key in value) if (hasRoundedNumber((value as JsonObject)[key] ?? null)) return true;
  return false;
}

function parse(
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly code: FaultCode; readonly detail: string } {
  try {
    if (expectsLongIntegers) {
      const kept = keepLongIntegers(text);
      expectsLongIntegers = kept !== text;
      return { ok: true, value: JSON.parse(kept) };
    }
    const value: JsonValue = JSON.parse(text);
    if (!hasRoundedNumber(value)) return { ok: true, value };
    expectsLongIntegers = true;
    return { ok: true, value: JSON.parse(keepLongIntegers(text)) };
  } catch (error) {
    // What is told of a broken record is about its own text, not about one with quotes put in.
    if (expectsLongIntegers) {
      expectsLongIntegers = false;
      return parse(text);
    }
    const repaired = STRAY.reduce((rest, stray) => rest.replaceAll(stray, ""), text);
    if (repaired.length < text.length && repaired !== "") return parse(repaired);
    return { ok: false, code: "not-json", detail: `not JSON: ${reason(error)}` };
  }
}

/** V8's message without its copy of the text, which the fault's excerpt already shows. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return printable(message.replace(/, (?:\.\.\.)?".*is not valid JSON$/s, "").replace(/^"undefined" is not valid JSON$/, "nothing there"));
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

/** Elasticsearch search results and elasticdump lines wrap each document: `{"_index", "_id", "_source": {…}}`. */
function document(body: JsonObject): JsonObject {
  const source = body._source;
  if (source === undefined || !isJsonObject(source)) return body;
  return "_index" in body || "_id" in body ? source : body;
}
