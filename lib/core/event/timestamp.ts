import type { EpochMicros } from "./event.ts";

/** A point in time as text gave it. */
export interface ParsedTime {
  readonly micros: EpochMicros;
  /** The seventh decimal: Windows counts in 100 ns, which a double of microseconds cannot hold. */
  readonly tick: number;
  /** False when the text named no zone: it was read as UTC and may be local time. */
  readonly zoned: boolean;
}

/** 24 hours in microseconds. */
export const DAY: EpochMicros = 86_400_000_000;

/** Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, chrono-compatible low-level date algorithms). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The number spelt by `length` digits at `at`, or NaN. */
function digits(text: string, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function civilMicros(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return Number.NaN;
  // A leap second (60) is the first instant of the next minute.
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return Number.NaN;
  return (daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second) * 1_000_000;
}

/** Offset in minutes of `Z`, `UTC`, `+02:00`, `-0500`, `+02`; null for no zone; undefined for anything else. */
function zoneMinutes(rest: string): number | null | undefined {
  if (rest === "Z" || rest === "z") return 0;
  if (rest === "") return null;
  const zone = rest.trim();
  if (zone === "UTC" || zone === "GMT") return 0;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === "-" ? -minutes : minutes;
}

/** `4/20/2023, 7:59:50.239 PM`: what the Azure portal writes into CSV exports; always month first, no zone. */
function parsePortal(text: string): ParsedTime | undefined {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,9}))? ([AP])M$/.exec(text);
  if (!match) return undefined;
  const [, month, day, year, hour, minute, second, fraction = "", half] = match;
  const hours = (Number(hour) % 12) + (half === "P" ? 12 : 0);
  const base = civilMicros(Number(year), Number(month), Number(day), hours, Number(minute), Number(second));
  if (Number.isNaN(base) || Number(hour) > 12) return undefined;
  return { micros: base + Number(fraction.padEnd(6, "0").slice(0, 6)), tick: Number(fraction.charAt(6)), zoned: false };
}

/** 100 ns intervals between 1601-01-01 and 1970-01-01. */
const FILETIME_EPOCH = 116_444_736_000_000_000n;

/** A Windows FILETIME (100 ns since 1601-01-01). */
export function fromFileTime(ticks: bigint): ParsedTime {
  const since1970 = ticks - FILETIME_EPOCH;
  const tick = Number(((since1970 % 10n) + 10n) % 10n);
  return { micros: Number((since1970 - BigInt(tick)) / 10n), tick, zoned: true };
}

/**
 * An epoch number. The unit is read off the magnitude: seconds below 10^11, then milli- and microseconds; 17 digits
 * are a FILETIME and 19 nanoseconds, so every unit is unambiguous between 1973 and 2286.
 */
export function parseEpoch(value: string | number): ParsedTime | undefined {
  const text = String(value);
  const match = /^(\d{1,19})(?:\.(\d+))?$/.exec(text);
  const whole = match?.[1];
  if (!whole) return undefined;
  if (whole.length >= 19) {
    const nanos = BigInt(whole);
    return { micros: Number(nanos / 1000n), tick: Number((nanos / 100n) % 10n), zoned: true };
  }
  if (whole.length >= 17) return fromFileTime(BigInt(whole));
  const unit = whole.length <= 11 ? 6 : whole.length <= 14 ? 3 : 0;
  const fraction = (match[2] ?? "").padEnd(7, "0");
  const micros = Number(whole) * 10 ** unit + Number(fraction.slice(0, unit) || 0);
  return { micros, tick: Number(fraction.charAt(unit)), zoned: true };
}

/**
 * Reads the spellings of telemetry.md §1.5.6: ISO 8601 with `T` or a space, any number of decimals (exact to 100 ns),
 * with or without a zone; epoch numbers; the Azure portal's `M/D/YYYY, h:mm:ss AM`. Undefined when it is none of them.
 */
export function parseTimestamp(text: string): ParsedTime | undefined {
  const separator = text.charCodeAt(10);
  // 'T', 't' or a space
  if (text.charCodeAt(4) !== 45 || (separator !== 84 && separator !== 116 && separator !== 32)) {
    return text.includes("/") ? parsePortal(text) : parseEpoch(text);
  }
  if (text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined;
  const date = [digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)] as const;
  const base = civilMicros(...date, digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2));
  if (Number.isNaN(base)) return undefined;
  let end = 19;
  let fraction = 0;
  let tick = 0;
  const mark = text.charCodeAt(19);
  if (mark === 46 || mark === 44) {
    let scale = 100_000;
    for (end = 20; ; end++) {
      const digit = text.charCodeAt(end) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      if (end === 26) tick = digit;
      fraction += end < 26 ? digit * scale : 0;
      scale /= 10;
    }
    if (end === 20) return undefined;
  }
  const zone = zoneMinutes(text.slice(end));
  if (zone === undefined) return undefined;
  return { micros: base + fraction - (zone ?? 0) * 60_000_000, tick, zoned: zone !== null };
}

/** ISO 8601 in UTC with milliseconds, or microseconds where they are not zero. */
export function formatTimestamp(micros: EpochMicros): string {
  const millis = Math.floor(micros / 1000);
  const rest = micros - millis * 1000;
  const day = Math.floor(millis / DAY_MILLIS);
  if (day !== lastDay) {
    const text = new Date(millis).toISOString();
    lastDate = text.slice(0, text.indexOf("T") + 1);
    lastDay = day;
  }
  const time = millis - day * DAY_MILLIS;
  const seconds = Math.floor(time / 1000);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${lastDate}${clock}.${three(time - seconds * 1000)}${rest === 0 ? "" : three(rest)}Z`;
}

const DAY_MILLIS = 86_400_000;
/** Events come by the thousand from one day, and a `Date` for each is what formatting costs. Twice as fast without. */
let lastDay = Number.NaN;
let lastDate = "";
const TWO = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, "0"));
const two = (number: number): string => TWO[number] ?? "";
const three = (number: number): string => `${Math.floor(number / 100)}${two(number % 100)}`;

/** The instant in 100 ns units since 1970, as text: equal instants are equal texts in every spelling of the source. */
export function ticksOf(time: ParsedTime): string {
  return `${time.micros}${time.tick}`;
}
