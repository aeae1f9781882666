import { type Dynamic, Instant, isArray, isBag, numberIn, Span, WholeReal } from "./dynamic.ts";
import { formatDatetime, formatTimespan } from "./format.ts";
import { writeJson } from "./json.ts";
import { printReal } from "./print-real.ts";
import type { Cell, KqlType } from "./type.ts";

/** Strings by code point, numbers by value, instants by time. Null is below everything; NaN below all numbers but null. */
export function compareCells(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if ((typeof a === "number" || typeof a === "bigint") && (typeof b === "number" || typeof b === "bigint")) {
    if (a < b) return -1;
    if (a > b) return 1;
    return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  }
  return compareText(printCell(a, "dynamic"), printCell(b, "dynamic"));
}

/** By code point: UTF-16 order differs only where one side has a surrogate. */
function compareText(a: string, b: string): number {
  if (!/[\ud800-\udfff]/.test(a) && !/[\ud800-\udfff]/.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** One text per distinct value, for grouping, joining and sets. Equal numbers are equal whatever type they have. */
export function keyOf(value: Cell): string {
  if (value === null) return "~";
  if (typeof value === "string") return `"${value}`;
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "number") return Object.is(value, -0) ? "0" : String(value);
  if (typeof value === "bigint") return String(value);
  if (value instanceof WholeReal) return keyOf(value.value);
  if (value instanceof Instant) return `d${value.ticks}`;
  if (value instanceof Span) return `s${value.ticks}`;
  if (isArray(value)) return `[${value.map(keyOf).join("\u0001")}]`;
  return `{${[...value]
    .map(([name, member]) => `${name}\u0002${keyOf(member)}`)
    .sort()
    .join("\u0001")}}`;
}

/** What `tostring` makes of a value; null is "". */
export function printCell(value: Cell, type: KqlType): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  switch (type) {
    case "bool":
      return value === true ? "True" : "False";
    case "datetime":
      return typeof value === "bigint" ? formatDatetime(value) : "";
    case "timespan":
      return typeof value === "bigint" ? formatTimespan(value) : "";
    case "real":
      return typeof value === "number" ? printReal(value) : "";
    case "decimal":
      return typeof value === "number" || typeof value === "bigint" ? String(value) : "";
    case "dynamic":
      if (value instanceof Instant) return formatDatetime(value.ticks);
      if (value instanceof Span) return formatTimespan(value.ticks);
      return writeJson(value);
    case "long":
    case "int":
    case "string":
    case "guid":
      return String(value);
  }
}

/** A typed cell as a dynamic: reals, datetimes and timespans keep what they are. */
export function toDynamic(value: Cell, type: KqlType): Dynamic {
  if (type === "datetime" && typeof value === "bigint") return new Instant(value);
  if (type === "timespan" && typeof value === "bigint") return new Span(value);
  if ((type === "real" || type === "decimal") && typeof value === "number" && Number.isInteger(value)) return new WholeReal(value);
  return value;
}

/** Whether two dynamics are the same value; a long equals the real of the same size. */
export function sameDynamic(a: Dynamic, b: Dynamic): boolean {
  const left = numberIn(a);
  const right = numberIn(b);
  if (left !== undefined && right !== undefined) return left === right;
  if (isBag(a) !== isBag(b) || isArray(a) !== isArray(b)) return false;
  return keyOf(a) === keyOf(b);
}
