import { addMonths, calendarOf, daysFromCivil, inRange, TICKS_PER_DAY, ticksOf } from "../value/calendar.ts";
import { TICKS } from "../value/format.ts";
import { fromUnix } from "../value/parse-time.ts";
import type { Cell } from "../value/type.ts";
import { badArgument, type FunctionTable, fn, integer, num, type ScalarFunction, text, ticks } from "./signature.ts";
import { formatDate, formatSpan } from "./time-format.ts";
import { zoneOffset } from "./time-zone.ts";

type Part = "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute" | "second" | "millisecond" | "microsecond" | "nanosecond";
const PARTS: readonly Part[] = [
  "year",
  "quarter",
  "month",
  "week",
  "day",
  "hour",
  "minute",
  "second",
  "millisecond",
  "microsecond",
  "nanosecond",
];
const FIXED: { readonly [part: string]: bigint } = {
  week: 7n * TICKS.d,
  day: TICKS.d,
  hour: TICKS.h,
  minute: TICKS.m,
  second: TICKS.s,
  millisecond: TICKS.ms,
  microsecond: 10n,
};

function partNamed(name: string, at: number): Part {
  const found = PARTS.find((part) => part === name.toLowerCase());
  if (!found) throw badArgument(`there is no period ${name}`, at);
  return found;
}

function midnight(value: bigint): bigint {
  return value - (value % TICKS_PER_DAY);
}

/** Start of the period a date lies in, moved by `offset` periods. Weeks start on Sunday. */
function startOf(part: "day" | "week" | "month" | "year", value: bigint, offset: number): bigint | null {
  const moved = Math.trunc(offset);
  if (!Number.isFinite(moved)) return null;
  if (part === "day") return inRange(midnight(value) + BigInt(moved) * TICKS_PER_DAY);
  const { year, month, weekday } = calendarOf(value);
  switch (part) {
    case "week":
      return inRange(midnight(value) - BigInt(weekday - moved * 7) * TICKS_PER_DAY);
    case "month":
      return addMonths(ticksOf(year, month, 1) ?? 0n, moved) ?? null;
    case "year":
      return ticksOf(year + moved, 1, 1) ?? null;
  }
}

function starts(part: "day" | "week" | "month" | "year"): ScalarFunction {
  return fn("datetime real?", "datetime", ([value, offset]) => startOf(part, ticks(value), offset === undefined ? 0 : num(offset)));
}

function ends(part: "day" | "week" | "month" | "year"): ScalarFunction {
  return fn("datetime real?", "datetime", ([value, offset]) => {
    const next = startOf(part, ticks(value), (offset === undefined ? 0 : num(offset)) + 1);
    return next === null ? null : next - 1n;
  });
}

/** ISO 8601 week. */
function weekOfYear(value: bigint): number {
  const { year, month, day, weekday } = calendarOf(value);
  const days = daysFromCivil(year, month, day);
  const thursday = days - ((weekday + 6) % 7) + 3;
  const weekYear = calendarOf(BigInt(thursday) * TICKS_PER_DAY).year;
  return Math.floor((thursday - daysFromCivil(weekYear, 1, 1)) / 7) + 1;
}

function dayOfYear(value: bigint): number {
  const { year, month, day } = calendarOf(value);
  return daysFromCivil(year, month, day) - daysFromCivil(year, 1, 1) + 1;
}

/** How many boundaries of the period lie between two instants. */
function difference(part: Part, a: bigint, b: bigint): number | bigint {
  const [x, y] = [calendarOf(a), calendarOf(b)];
  const months = (x.year - y.year) * 12 + x.month - y.month;
  switch (part) {
    case "year":
      return x.year - y.year;
    case "quarter":
      return (x.year - y.year) * 4 + Math.floor((x.month - 1) / 3) - Math.floor((y.month - 1) / 3);
    case "month":
      return months;
    case "week": {
      const week = (value: bigint, weekday: number) => midnight(value) - BigInt(weekday) * TICKS_PER_DAY;
      return Number((week(a, x.weekday) - week(b, y.weekday)) / (7n * TICKS_PER_DAY));
    }
    case "nanosecond":
      return Number((a - b) * 100n);
    case "day":
    case "hour":
    case "minute":
    case "second":
    case "millisecond":
    case "microsecond": {
      const size = FIXED[part] ?? 1n;
      return Number(a / size - b / size);
    }
  }
}

function addPart(part: Part, count: number | bigint, value: bigint): Cell {
  if (part === "nanosecond") return inRange(value + BigInt(count) / 100n);
  const size = FIXED[part];
  if (size !== undefined) return inRange(value + BigInt(count) * size);
  const months = Number(count) * (part === "year" ? 12 : part === "quarter" ? 3 : 1);
  return addMonths(value, months) ?? null;
}

function partOf(name: string, value: bigint, at: number): Cell {
  const c = calendarOf(value);
  switch (name.toLowerCase()) {
    case "year":
      return c.year;
    case "quarter":
      return Math.floor((c.month - 1) / 3) + 1;
    case "month":
      return c.month;
    case "weekofyear":
    case "week_of_year":
      return weekOfYear(value);
    case "day":
      return c.day;
    case "dayofyear":
      return dayOfYear(value);
    case "hour":
      return c.hour;
    case "minute":
      return c.minute;
    case "second":
      return c.second;
    case "millisecond":
      return Math.floor(c.fraction / 10_000);
    case "microsecond":
      return Math.floor(c.fraction / 10);
    case "nanosecond":
      return c.fraction * 100;
  }
  throw badArgument(`there is no part ${name}`, at);
}

function makeDatetime(args: readonly Cell[]): Cell {
  const [year, month, day, hour, minute, second] = args.map((arg, index) => (index < 5 ? Math.trunc(num(arg)) : num(arg)));
  const seconds = second ?? 0;
  const whole = Math.floor(seconds);
  if (args.some((arg) => !Number.isFinite(num(arg)))) return null;
  return (
    ticksOf(year ?? 0, month ?? 1, day ?? 1, {
      hour: hour ?? 0,
      minute: minute ?? 0,
      second: whole,
      fraction: Math.round((seconds - whole) * 1e7),
    }) ?? null
  );
}

function makeTimespan(args: readonly Cell[]): Cell {
  const parts = args.map((arg) => num(arg));
  if (!parts.every(Number.isFinite)) return null;
  const [days, hours, minutes, seconds] = parts.length === 4 ? parts : [0, ...parts, ...(parts.length === 2 ? [0] : [])];
  if ((hours ?? 0) > 23 || (minutes ?? 0) > 59 || (seconds ?? 0) >= 60) return null;
  const made = Math.round(((days ?? 0) * 86400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1e7);
  return Math.abs(made) < 2 ** 63 ? BigInt(made) : null;
}

const unix = (perSecond: number): ScalarFunction => fn("number", "datetime", ([value]) => fromUnix(integer(value), perSecond) ?? null);
const shifted = (sign: bigint): ScalarFunction =>
  fn("datetime string", "datetime", ([value, zone], _, at) => {
    const offset = zoneOffset(ticks(value), text(zone), sign < 0n);
    if (offset === undefined) throw badArgument(`the time zone ${text(zone)} is not known`, at);
    return inRange(ticks(value) + sign * offset);
  });

/** https://learn.microsoft.com/kusto/query/scalar-functions#datetimetimespan-functions */
export const DATE_FUNCTIONS: FunctionTable = {
  startofday: starts("day"),
  startofweek: starts("week"),
  startofmonth: starts("month"),
  startofyear: starts("year"),
  endofday: ends("day"),
  endofweek: ends("week"),
  endofmonth: ends("month"),
  endofyear: ends("year"),
  dayofweek: fn("datetime", "timespan", ([value]) => BigInt(calendarOf(ticks(value)).weekday) * TICKS_PER_DAY),
  dayofmonth: fn("datetime", "int", ([value]) => calendarOf(ticks(value)).day),
  dayofyear: fn("datetime", "int", ([value]) => dayOfYear(ticks(value))),
  hourofday: fn("datetime", "int", ([value]) => calendarOf(ticks(value)).hour),
  monthofyear: fn("datetime", "int", ([value]) => calendarOf(ticks(value)).month),
  getmonth: fn("datetime", "int", ([value]) => calendarOf(ticks(value)).month),
  getyear: fn("datetime", "int", ([value]) => calendarOf(ticks(value)).year),
  week_of_year: fn("datetime", "int", ([value]) => weekOfYear(ticks(value))),
  weekofyear: fn("datetime", "int", ([value]) => weekOfYear(ticks(value))),
  datetime_part: fn("string datetime", "int", ([part, value], _, at) => partOf(text(part), ticks(value), at)),
  datetime_diff: fn(
    "string datetime datetime",
    (_, [part]) => (part === "week" ? "real" : "long"),
    ([part, a, b], _, at) => difference(partNamed(text(part), at), ticks(a), ticks(b)),
  ),
  datetime_add: fn("string long datetime", "datetime", ([part, count, value], _, at) =>
    addPart(partNamed(text(part), at), integer(count), ticks(value)),
  ),
  make_datetime: fn("number number number number? number? number?", "datetime", makeDatetime),
  make_timespan: fn("number number number? number?", "timespan", makeTimespan),
  format_datetime: fn("datetime string", "string", ([value, format], _, at) => formatDate(ticks(value), text(format), at)),
  format_timespan: fn("timespan string", "string", ([value, format], _, at) => formatSpan(ticks(value), text(format), at)),
  unixtime_seconds_todatetime: unix(1),
  unixtime_milliseconds_todatetime: unix(1e3),
  unixtime_microseconds_todatetime: unix(1e6),
  unixtime_nanoseconds_todatetime: unix(1e9),
  datetime_utc_to_local: shifted(1n),
  datetime_local_to_utc: shifted(-1n),
};
