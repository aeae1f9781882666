import { calendarOf } from "./calendar.ts";

export const TICKS = { ms: 10_000n, s: 10_000_000n, m: 600_000_000n, h: 36_000_000_000n, d: 864_000_000_000n } as const;

const pad = (value: number | bigint, width: number): string => String(value).padStart(width, "0");

/** `2020-01-01T00:00:00.0000000Z`. */
export function formatDatetime(ticks: bigint): string {
  const { year, month, day, hour, minute, second, fraction } = calendarOf(ticks);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}.${pad(fraction, 7)}Z`;
}

/** `[-][d.]hh:mm:ss[.fffffff]`, the fraction only when there is one. */
export function formatTimespan(ticks: bigint): string {
  const { sign, days, hours, minutes, seconds, fraction } = partsOf(ticks);
  const day = days === 0n ? "" : `${days}.`;
  const tail = fraction === 0 ? "" : `.${pad(fraction, 7)}`;
  return `${sign}${day}${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}${tail}`;
}

export interface SpanParts {
  readonly sign: "" | "-";
  readonly days: bigint;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  /** Ticks below the second. */
  readonly fraction: number;
}

export function partsOf(ticks: bigint): SpanParts {
  const size = ticks < 0n ? -ticks : ticks;
  return {
    sign: ticks < 0n ? "-" : "",
    days: size / TICKS.d,
    hours: Number((size % TICKS.d) / TICKS.h),
    minutes: Number((size % TICKS.h) / TICKS.m),
    seconds: Number((size % TICKS.m) / TICKS.s),
    fraction: Number(size % TICKS.s),
  };
}
