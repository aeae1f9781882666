import { expect, test } from "vitest";
import { timePartOf } from "./time-part.ts";

test.each([
  ["2026-03-09 09:05:02.123", "minute", 5],
  ["2026-03-09T23:05:02+02:00", "hour", 23],
  ["2026-03-09T23:05:02Z", "day", 9],
  ["2026-03-09T23:05:02Z", "month", 3],
  ["2026-03-09T23:05:02Z", "year", 2026],
  ["2026-01-01", "week", 1],
  ["2027-01-01", "week", 53],
  ["2024-12-30", "week", 1],
  ["2026-12-31T00:00:00Z", "week", 53],
  ["2026-03-09", "day", 9],
  ["2026-03-09", "hour", Number.NaN],
  ["09:05:02", "hour", 9],
  ["09:05", "minute", 5],
  ["09:05:02", "day", Number.NaN],
  ["1773046802", "hour", 9],
  ["1773046802123", "year", 2026],
  ["3/9/2026, 7:59:50.239 PM", "hour", 19],
  ["", "hour", Number.NaN],
  ["yesterday", "hour", Number.NaN],
] as const)("%s: the %s is %s", (text, part, expected) => {
  expect(timePartOf(text, part)).toBe(expected);
});
