import { parseTimestamp } from "../../event/timestamp.ts";

/** What can be asked of a time. Weeks are those of ISO 8601: they start on Monday, and week 1 holds the year's first Thursday. */
export const TIME_PARTS = ["minute", "hour", "day", "week", "month", "year"] as const;
export type TimePart = (typeof TIME_PARTS)[number];

/** The values each part can have. */
export const PART_RANGES: { readonly [P in TimePart]: readonly [least: number, most: number] } = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [1, 9999],
};

const CIVIL = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)|$)/;
const CLOCK = /^(\d\d):(\d\d)(?::\d\d(?:[.,]\d+)?)?$/;

/**
 * A part of the time a text spells, as it is written there: "not designed to handle timezone or format conversions" (Sigma
 * specification, "Time Modifiers"). Numbers since 1970 are read as UTC. NaN when the text has no such part.
 */
export function timePartOf(text: string, part: TimePart): number {
  const clock = CLOCK.exec(text);
  if (clock) return part === "hour" ? Number(clock[1]) : part === "minute" ? Number(clock[2]) : Number.NaN;
  const civil = CIVIL.exec(text);
  if (civil) return partOf(part, civil.slice(1).map(Number));
  const time = parseTimestamp(text);
  if (!time) return Number.NaN;
  const date = new Date(Math.floor(time.micros / 1_000));
  if (Number.isNaN(date.getTime())) return Number.NaN;
  return partOf(part, [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes()]);
}

function partOf(part: TimePart, numbers: readonly number[]): number {
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN, hour = Number.NaN, minute = Number.NaN] = numbers;
  const parts: { readonly [P in TimePart]: number } = { minute, hour, day, week: Number.NaN, month, year };
  return part === "week" ? isoWeek(year, month, day) : parts[part];
}

const DAY_MS = 86_400_000;

function isoWeek(year: number, month: number, day: number): number {
  const date = new Date(Date.UTC(year, month - 1, day));
  // The Thursday of a week decides which year the week belongs to.
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS);
  return Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / DAY_MS / 7) + 1;
}
