import { describe, expect, test } from "vitest";
import { durationText, progressText, restingText, skippedText } from "./report-words.tsx";

test("counts have thousands marks", () => {
  expect(progressText({ added: 3752, updated: 0, unchanged: 1, refused: 26 })).toBe("3,752 added, 0 updated, 1 unchanged, 26 refused.");
});

describe("rules that rest", () => {
  test.each([
    [0, true, ""],
    [1, true, "1 of the added is disabled: deprecated, unsupported, or switched off by the author."],
    [1200, false, "1,200 of the added are disabled, as you asked."],
  ])("%i, wanted at once: %s", (addedOff, startsEnabled, expected) => {
    expect(restingText({ addedOff, startsEnabled })).toBe(expected);
  });
});

test.each([
  [0, ""],
  [1, "1 other file or line is no rule."],
  [28, "28 other files or lines are no rules."],
])("%i members that are no rules", (skipped, expected) => {
  expect(skippedText(skipped)).toBe(expected);
});

test.each([
  ["2026-01-01T00:00:00Z", "2026-01-01T00:00:04.740Z", "4.7 s"],
  [null, "2026-01-01T00:00:00.010Z", "0.0 s"],
  ["2026-01-01T00:00:00Z", "2026-01-01T00:01:12Z", "72 s"],
  ["2026-01-01T00:00:00Z", null, ""],
])("from %s to %s", (startedAt, finishedAt, expected) => {
  expect(durationText({ startedAt, createdAt: "2026-01-01T00:00:00Z", finishedAt })).toBe(expected);
});
