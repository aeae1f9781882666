/** The proleptic Gregorian calendar over ticks of 100 ns since 0001-01-01T00:00:00Z. */
export interface Calendar {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Ticks below the second. */
  readonly fraction: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

export const TICKS_PER_DAY = 864_000_000_000n;
/** Ticks at 1970-01-01. */
export const EPOCH_TICKS = 621_355_968_000_000_000n;
/** The last tick of 9999. */
export const MAX_TICKS = 3_155_378_975_999_999_999n;

/** Days since 0001-01-01, by Howard Hinnant's civil calendar algorithm (http://howardhinnant.github.io/date_algorithms.html). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 306;
}

function civilFromDays(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const z = days + 306;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

export function calendarOf(ticks: bigint): Calendar {
  const days = floorDivide(ticks, TICKS_PER_DAY);
  const rest = ticks - days * TICKS_PER_DAY;
  const seconds = Number(rest / 10_000_000n);
  return {
    ...civilFromDays(Number(days)),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    fraction: Number(rest % 10_000_000n),
    weekday: (((Number(days) + 1) % 7) + 7) % 7,
  };
}

export interface CivilTime {
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly fraction?: number;
}

/** Ticks of a civil date; undefined when it does not exist or lies outside the years 1 to 9999. */
export function ticksOf(year: number, month: number, day: number, time: CivilTime = {}): bigint | undefined {
  const { hour = 0, minute = 0, second = 0, fraction = 0 } = time;
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined;
  const seconds = hour * 3600 + minute * 60 + second;
  return BigInt(daysFromCivil(year, month, day)) * TICKS_PER_DAY + BigInt(seconds) * 10_000_000n + BigInt(fraction);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The same time on the day `months` later, or on that month's last day. */
export function addMonths(ticks: bigint, months: number): bigint | undefined {
  const { year, month, day } = calendarOf(ticks);
  const index = year * 12 + month - 1 + months;
  const y = Math.floor(index / 12);
  const m = index - y * 12 + 1;
  const start = ticksOf(y, m, Math.min(day, y >= 1 && y <= 9999 ? daysInMonth(y, m) : 28));
  return start === undefined ? undefined : start + (ticks - floorDivide(ticks, TICKS_PER_DAY) * TICKS_PER_DAY);
}

/** A result outside the years 1 to 9999 is no datetime. */
export function inRange(ticks: bigint): bigint | null {
  return ticks >= 0n && ticks <= MAX_TICKS ? ticks : null;
}
