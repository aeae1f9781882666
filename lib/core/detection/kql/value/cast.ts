import { inRange } from "./calendar.ts";
import { printCell, toDynamic } from "./compare.ts";
import { type Dynamic, Instant, numberIn, Span, WholeReal } from "./dynamic.ts";
import { parseGuid } from "./guid.ts";
import { readJson } from "./json.ts";
import { fromReal, parseLong } from "./long.ts";
import { parseDatetime, parseTimespan } from "./parse-time.ts";
import type { Cell, KqlType } from "./type.ts";

/** Converts a value; what does not convert is null (or "" for a string), never an error. */
export function cast(value: Cell, from: KqlType, to: KqlType): Cell {
  if (from === to) return value;
  if (to === "string") return printCell(value, from);
  if (to === "dynamic") return from === "string" && typeof value === "string" ? parseJson(value) : toDynamic(value, from);
  if (value === null) return null;
  if (from === "dynamic") return fromDynamic(value, to);
  return CASTS[to](value, from);
}

/** Text that is no JSON is a dynamic string; "" is null. */
export function parseJson(text: string): Dynamic {
  if (text === "") return null;
  const parsed = readJson(text);
  return parsed === undefined ? text : parsed;
}

/** The inner value of a dynamic as another type. */
export function fromDynamic(value: Dynamic, to: KqlType): Cell {
  if (value === null) return to === "string" ? "" : null;
  if (value instanceof Instant) return cast(value.ticks, "datetime", to);
  if (value instanceof Span) return cast(value.ticks, "timespan", to);
  if (value instanceof WholeReal) return cast(value.value, "real", to);
  if (typeof value === "string") return cast(value, "string", to);
  if (typeof value === "boolean") return to === "string" ? String(value) : cast(value, "bool", to);
  if (typeof value === "bigint") return cast(value, "long", to);
  if (typeof value === "number") return cast(value, Number.isInteger(value) ? "long" : "real", to);
  return to === "string" ? printCell(value, "dynamic") : null;
}

/** A real number in digits. */
export const REAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

export function parseReal(text: string): number | null {
  const trimmed = text.trim();
  if (/^[+-]?(inf|infinity|∞)$/i.test(trimmed)) return trimmed.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(trimmed)) return Number.NaN;
  if (/^0[xX][0-9a-fA-F]+$/.test(trimmed)) return Number(trimmed);
  return REAL.test(trimmed) ? Number(trimmed) : null;
}

function parseBool(text: string): boolean | null {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === "true") return true;
  if (trimmed === "false") return false;
  return /^[+-]?\d+$/.test(trimmed) ? Number(trimmed) !== 0 : null;
}

function integer(value: Cell, from: KqlType, bits: 32 | 64): Cell {
  if (from === "string" && typeof value === "string") return parseLong(value, bits);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (from === "datetime" || from === "timespan" || from === "long" || from === "int") {
    if (typeof value !== "number" && typeof value !== "bigint") return null;
    const wide = BigInt(value);
    const narrow = BigInt.asIntN(bits, wide);
    // The ticks of a time wrap around, a number that does not fit is null: so does the engine.
    if (narrow !== wide && from !== "timespan") return null;
    return narrow >= -9007199254740991n && narrow <= 9007199254740991n ? Number(narrow) : narrow;
  }
  return typeof value === "number" ? fromReal(value, bits) : null;
}

function realOf(value: Cell, from: KqlType): Cell {
  if (from === "string" && typeof value === "string") return parseReal(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "bigint" ? Number(value) : typeof value === "number" ? value : null;
}

const CASTS: { readonly [T in Exclude<KqlType, "string" | "dynamic">]: (value: Cell, from: KqlType) => Cell } = {
  long: (value, from) => integer(value, from, 64),
  int: (value, from) => integer(value, from, 32),
  real: realOf,
  decimal: realOf,
  bool: (value, from) => {
    if (from === "string" && typeof value === "string") return parseBool(value);
    const number = numberIn(value);
    return number === undefined ? null : number !== 0;
  },
  datetime: (value, from) => {
    if (from === "string" && typeof value === "string") return parseDatetime(value) ?? null;
    if (from === "long" || from === "int") return typeof value === "number" || typeof value === "bigint" ? inRange(BigInt(value)) : null;
    if (from === "real" && typeof value === "number" && Number.isFinite(value)) return inRange(BigInt(Math.trunc(value)));
    return null;
  },
  timespan: (value, from) => {
    if (from === "string" && typeof value === "string") return parseTimespan(value, false) ?? null;
    if (from === "long" || from === "int") return typeof value === "number" || typeof value === "bigint" ? BigInt(value) : null;
    if (from === "real" && typeof value === "number" && Number.isFinite(value)) return BigInt(Math.round(value));
    return null;
  },
  guid: (value, from) => (from === "string" && typeof value === "string" ? (parseGuid(value) ?? null) : null),
};
