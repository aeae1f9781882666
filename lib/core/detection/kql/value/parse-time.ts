import { EPOCH_TICKS, inRange, MAX_TICKS, ticksOf } from "./calendar.ts";

const ISO =
  /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:(?:[T ]\s*)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$/i;
const US = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(AM|PM)?)?\s*(?:Z|UTC|GMT)?$/i;
const YEAR_FIRST_SLASHES = /^(\d{4})\/(\d{1,2})\/(\d{1,2})(.*)$/;
const WORDS =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?:(\d{1,2})[ -]([a-z]{3,9})[ -](\d{2,4})|([a-z]{3,9})\s+(\d{1,2}),?\s+(\d{4}))(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(?:Z|UTC|GMT)?$/i;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function fractionOf(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.padEnd(7, "0").slice(0, 7));
}

/**
 * The instant a text names, in ticks, or undefined. ISO 8601, the American order with slashes, RFC 822 and RFC 850 forms.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/datetime#supported-formats
 */
export function parseDatetime(input: string): bigint | undefined {
  const text = input.trim();
  if (/^\d{4}$/.test(text)) return ticksOf(Number(text), 1, 1);
  if (/^\d{8}$/.test(text)) return ticksOf(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)));
  const slashes = YEAR_FIRST_SLASHES.exec(text);
  if (slashes) return parseDatetime(`${slashes[1]}-${slashes[2]}-${slashes[3]}${slashes[4]}`);
  const iso = ISO.exec(text);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    const time = { hour: Number(hour ?? 0), minute: Number(minute ?? 0), second: Number(second ?? 0), fraction: fractionOf(fraction) };
    const ticks = ticksOf(Number(year), Number(month), Number(day ?? 1), time);
    return ticks === undefined ? undefined : (inRange(ticks - offsetOf(zone)) ?? undefined);
  }
  const us = US.exec(text);
  if (us) {
    const [, month, day, year, hour, minute, second, fraction, half] = us;
    const time = {
      hour: halfDay(Number(hour ?? 0), half),
      minute: Number(minute ?? 0),
      second: Number(second ?? 0),
      fraction: fractionOf(fraction),
    };
    return ticksOf(Number(year), Number(month), Number(day), time);
  }
  return fromWords(text);
}

function fromWords(text: string): bigint | undefined {
  const match = WORDS.exec(text);
  if (!match) return undefined;
  const month = MONTHS.indexOf((match[2] ?? match[4] ?? "").slice(0, 3).toLowerCase()) + 1;
  const year = match[3] ?? match[6] ?? "";
  const full = year.length === 2 ? Number(year) + (Number(year) < 50 ? 2000 : 1900) : Number(year);
  const time = {
    hour: Number(match[7] ?? 0),
    minute: Number(match[8] ?? 0),
    second: Number(match[9] ?? 0),
    fraction: fractionOf(match[10]),
  };
  return ticksOf(full, month, Number(match[1] ?? match[5]), time);
}

function halfDay(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  return (hour % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
}

/** Ticks east of Greenwich. */
function offsetOf(zone: string | undefined): bigint {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? "");
  if (!match) return 0n;
  const minutes = BigInt(Number(match[2]) * 60 + Number(match[3])) * 600_000_000n;
  return match[1] === "-" ? -minutes : minutes;
}

/** Ticks of a Unix time given in units of `perSecond`, or undefined beyond the calendar. */
export function fromUnix(value: number | bigint, perSecond: number): bigint | undefined {
  const ticks =
    typeof value === "bigint"
      ? (value * 10_000_000n) / BigInt(perSecond)
      : Number.isFinite(value)
        ? BigInt(Math.round((value / perSecond) * 1e7))
        : undefined;
  if (ticks === undefined) return undefined;
  const moved = ticks + EPOCH_TICKS;
  return moved >= 0n && moved <= MAX_TICKS ? moved : undefined;
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(d|days?)$/, 864e9],
  [/^(h|hrs?|hours?)$/, 36e9],
  [/^(m|min|minutes?)$/, 6e8],
  [/^(s|sec|seconds?)$/, 1e7],
  [/^(ms|millis?|milliseconds?)$/, 1e4],
  [/^(micros?|microseconds?)$/, 10],
  [/^(ticks?)$/, 1],
];

/** `1.5h` in ticks, or undefined. */
export function parseUnits(text: string): bigint | undefined {
  const match = /^([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([a-z]+)$/i.exec(text.trim());
  const size = UNITS.find(([unit]) => unit.test((match?.[2] ?? "").toLowerCase()))?.[1];
  if (!match || size === undefined) return undefined;
  const amount = match[1] ?? "";
  const ticks = /^[+-]?\d+$/.test(amount) ? BigInt(amount) * BigInt(size) : BigInt(Math.round(Number(amount) * size));
  return BigInt.asIntN(64, ticks) === ticks ? ticks : undefined;
}

/** `[-][d.]hh:mm[:ss[.f]]`, a number of days, or `1d`: ticks, or undefined. `bareDays` lets a bare whole number mean days. */
export function parseTimespan(input: string, bareDays: boolean): bigint | undefined {
  const text = input.trim();
  const clock = /^(-)?(?:(\d+)(?:\.|:(?=\d+:\d+:)))?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/.exec(text);
  if (clock) {
    const [, sign, days, hours, minutes, seconds, fraction] = clock;
    if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return undefined;
    const whole = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 10_000_000n;
    const ticks = BigInt(days ?? 0) * 864_000_000_000n + whole + BigInt(fractionOf(fraction));
    return sign ? -ticks : ticks;
  }
  if (/^[+-]?\d+$/.test(text)) return bareDays ? BigInt(text) * 864_000_000_000n : undefined;
  return parseUnits(text);
}
