import { placesOf } from "../place.ts";
import type { Locate, MemberPath } from "./locate.ts";
import { locateJson } from "./locate-json.ts";

/** One member of an export: its value, its text on one line, and where its parts stand in the file. */
export interface JsonDocument {
  readonly value: unknown;
  readonly text: string;
  readonly locate: Locate;
  /** Where it begins. */
  readonly at: number;
}

export interface JsonTrouble {
  readonly fault: string;
  readonly at: number;
}

/** Longest line read; a rule has at most a megabyte. */
const MOST_LINE = 4 * 1024 * 1024;

/** The documents of a JSON text: one a line, or the text as a whole, or the members of its list. */
export function* documentsIn(text: string): Generator<JsonDocument | JsonTrouble> {
  const places = placesOf(text);
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const shift = text.length - body.length;
  if (isOneDocument(body)) yield* wholeDocuments(body, shift, (from) => locateJson(text, from, places));
  else yield* lineDocuments(body, shift, (from) => locateJson(text, from, places));
}

/** A first line that is a whole object makes it NDJSON, unless nothing follows. */
function isOneDocument(text: string): boolean {
  const start = text.search(/\S/);
  const end = text.indexOf("\n", Math.max(0, start));
  const first = text.slice(Math.max(0, start), end < 0 ? undefined : end);
  if (text[start] !== "{" || end < 0) return text[start] === "[" || text[start] === "{";
  return typeof parsed(first) === "string";
}

/** The value of a JSON text, or what is wrong with it as a text by itself. */
function parsed(text: string): { readonly value: unknown } | string {
  try {
    const value: unknown = JSON.parse(text);
    return isWithin(value, DEPTH) ? { value } : `it nests deeper than ${DEPTH}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What reads a rule goes down into it by calling itself. */
const DEPTH = 100;

function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isWithin(member, depth - 1));
}

type LocateFrom = (from: number) => Locate;

function* wholeDocuments(body: string, shift: number, locateFrom: LocateFrom): Generator<JsonDocument | JsonTrouble> {
  const result = parsed(body);
  if (typeof result === "string") {
    yield { fault: `this is no JSON: ${result}`, at: shift + faultAt(result, body) };
    return;
  }
  const locate = locateFrom(shift);
  for (const { path, value } of membersOf(result.value)) {
    const under: Locate = (inner, index) => locate([...path, ...inner], index);
    yield { value, text: JSON.stringify(value), locate: under, at: shift };
  }
}

/** Node says `at position 17` of some mistakes; of the others the whole document is named. */
function faultAt(message: string, text: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? 0 : Math.min(text.length, Number(position));
}

function membersOf(value: unknown): readonly { readonly path: MemberPath; readonly value: unknown }[] {
  if (Array.isArray(value)) return value.map((item: unknown, at) => ({ path: [at], value: item }));
  for (const name of ["data", "rules"]) {
    const list: unknown = typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (Array.isArray(list)) return list.map((item: unknown, at) => ({ path: [name, at], value: item }));
  }
  return [{ path: [], value }];
}

function* lineDocuments(body: string, shift: number, locateFrom: LocateFrom): Generator<JsonDocument | JsonTrouble> {
  for (let start = 0; start < body.length; ) {
    const found = body.indexOf("\n", start);
    const end = found < 0 ? body.length : found;
    const line = body.slice(start, end);
    const at = shift + start;
    start = end + 1;
    if (line.trim() === "") continue;
    if (line.length > MOST_LINE) {
      yield { fault: `a line has at most ${MOST_LINE} characters`, at };
      continue;
    }
    const result = parsed(line);
    if (typeof result === "string") yield { fault: `this line is no JSON: ${result}`, at: at + faultAt(result, line) };
    else yield { value: result.value, text: line.trim(), locate: locateFrom(at), at };
  }
}
