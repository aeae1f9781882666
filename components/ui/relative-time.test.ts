import { expect, test } from "vitest";
import { ageText, deltaText, utcText } from "./relative-time.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");

test.each([
  ["2026-11-21T11:59:30.000000Z", "now"],
  ["2026-11-21T12:00:30.000000Z", "now"],
  ["2026-11-21T11:56:00.000000Z", "4 m"],
  ["2026-11-21T09:00:00.000000Z", "3 h"],
  ["2026-11-19T12:00:00.000000Z", "2 d"],
  ["2026-11-14T12:00:00.000000Z", "2026-11-14"],
  ["2021-05-03T08:01:59.999999Z", "2021-05-03"],
  ["2026-11-21T12:05:00.000000Z", "2026-11-21"],
  ["not a time", "not a time"],
])("%s is shown as %s", (instant, expected) => {
  expect(ageText(instant, NOW)).toBe(expected);
});

test.each([
  ["2026-11-21T11:59:30.120000Z", "2026-11-21 11:59:30.12"],
  ["2026-11-21T11:59:30.000001Z", "2026-11-21 11:59:30.000001"],
  ["2026-11-21T11:59:30Z", "2026-11-21 11:59:30"],
])("%s in full is %s", (instant, expected) => {
  expect(utcText(instant)).toBe(expected);
});

test.each([
  [0, "+0 ms"],
  [340, "+340 ms"],
  [1834, "+1.8 s"],
  [59_960, "+1 m"],
  [123_000, "+2 m 3 s"],
  [3_599_900, "+1 h"],
  [-15_000_000, "−4 h 10 m"],
  [266_400_000, "+3 d 2 h"],
  [86_399_999, "+1 d"],
])("%d ms is %s", (span, expected) => {
  expect(deltaText(span)).toBe(expected);
});
