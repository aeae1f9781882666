import { type Dynamic, Instant, isArray, isBag, real, Span, WholeReal } from "./dynamic.ts";
import { formatDatetime, formatTimespan } from "./format.ts";
import { long } from "./long.ts";
import { printReal } from "./print-real.ts";

const DEPTH = 200;

/**
 * Reads JSON text. Undefined when it is not JSON: the caller decides what that means. Whole reals stay reals, integers beyond 2^53
 * stay exact, keys stay in order and the last of two equal keys wins.
 */
export function readJson(text: string): Dynamic | undefined {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.space();
  return value !== undefined && reader.at === text.length ? value : undefined;
}

/**
 * JSON values one after the other, divided by white space or, as some lists are written, by commas. The last is undefined when the
 * text goes on with something that is no JSON.
 */
export function* readJsonValues(text: string): Generator<Dynamic | undefined> {
  const reader = new JsonReader(text);
  for (;;) {
    reader.space();
    if (reader.at === text.length) return;
    const value = reader.value(0);
    yield value;
    if (value === undefined) return;
    reader.space();
    if (text[reader.at] === ",") reader.at++;
  }
}

const STRING = /"((?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/uy;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;

class JsonReader {
  at = 0;
  constructor(private readonly text: string) {}

  space(): void {
    while (" \t\r\n".includes(this.text[this.at] ?? "x")) this.at++;
  }

  value(depth: number): Dynamic | undefined {
    if (depth > DEPTH) return undefined;
    this.space();
    const c = this.text[this.at] ?? "";
    if (c === "{") return this.bag(depth);
    if (c === "[") return this.array(depth);
    if (c === '"') return this.string();
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  private string(): string | undefined {
    STRING.lastIndex = this.at;
    const match = STRING.exec(this.text);
    if (!match) return undefined;
    this.at += match[0].length;
    const body = match[1] ?? "";
    const decoded: unknown = body.includes("\\") ? JSON.parse(match[0]) : body;
    return typeof decoded === "string" ? decoded : undefined;
  }

  private number(): Dynamic | undefined {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (!match) return undefined;
    this.at += match[0].length;
    if (match[1] !== undefined || match[2] !== undefined) return real(Number(match[0]));
    const exact = BigInt(match[0]);
    return BigInt.asIntN(64, exact) === exact ? long(exact) : real(Number(match[0]));
  }

  private array(depth: number): Dynamic | undefined {
    const items: Dynamic[] = [];
    this.at++;
    this.space();
    if (this.take("]")) return items;
    for (;;) {
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      this.space();
      if (this.take("]")) return items;
      if (!this.take(",")) return undefined;
    }
  }

  private bag(depth: number): Dynamic | undefined {
    const members = new Map<string, Dynamic>();
    this.at++;
    this.space();
    if (this.take("}")) return members;
    for (;;) {
      this.space();
      const key = this.string();
      this.space();
      if (key === undefined || !this.take(":")) return undefined;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      members.set(key, value);
      this.space();
      if (this.take("}")) return members;
      if (!this.take(",")) return undefined;
    }
  }

  private take(c: string): boolean {
    if (this.text[this.at] !== c) return false;
    this.at++;
    return true;
  }
}

const WORDS: readonly (readonly [string, Dynamic])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/** Compact JSON, as `tostring` of an array or bag gives it. */
export function writeJson(value: Dynamic): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? printNumber(value) : JSON.stringify(printReal(value));
  if (value instanceof WholeReal) return printReal(value.value);
  if (value instanceof Instant) return JSON.stringify(formatDatetime(value.ticks));
  if (value instanceof Span) return JSON.stringify(formatTimespan(value.ticks));
  if (isArray(value)) return `[${value.map(writeJson).join(",")}]`;
  if (isBag(value)) return `{${[...value].map(([key, member]) => `${JSON.stringify(key)}:${writeJson(member)}`).join(",")}}`;
  return "null";
}

/** A whole number in a dynamic is a long, so it has no decimal point. */
function printNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : printReal(value);
}
