import { describe, expect, test } from "vitest";
import type { ExecutionRow, RuleHealth } from "#features/execution/types";
import { healthText, holeText, millisText, remarksOf, scheduleText, spanText, tookText } from "./execution-words.ts";

test.each([
  [300, "5 minutes"],
  [60, "1 minute"],
  [5_400, "1 hour 30 minutes"],
  [90_061, "1 day 1 hour"],
  [0, "0 seconds"],
])("%d seconds are %s", (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});

test.each([
  [340, "340 ms"],
  [1_840, "1.8 s"],
  [75_000, "1 minute 15 seconds"],
])("%d milliseconds are %s", (ms, text) => {
  expect(millisText(ms)).toBe(text);
});

test("a schedule says what it looks at, how much it raises, and what it never sees", () => {
  const seed = { everySeconds: 300, lookBackSeconds: 540, mostAlerts: 100 };
  expect(scheduleText(seed)).toBe("Every 5 minutes, over the last 9 minutes, at most 100 alerts each time");
  expect(scheduleText({ ...seed, mostAlerts: null })).toContain("as many alerts as there are");
  expect(holeText(seed)).toBe("");
  expect(holeText({ ...seed, lookBackSeconds: 240 })).toContain("1 minute less");
});

const row: ExecutionRow = {
  id: "1",
  ruleId: "r",
  ruleVersion: 1,
  trigger: "schedule",
  status: "done",
  from: "2026-11-21T11:51:00Z",
  to: "2026-11-21T12:00:00Z",
  dueAt: null,
  missed: 0,
  events: 0,
  hits: 0,
  findings: 0,
  alerts: 0,
  truncated: false,
  leftOver: 0,
  notices: [],
  error: null,
  done: 0,
  total: null,
  attempts: 1,
  createdBy: "x",
  createdAt: "2026-11-21T12:00:00Z",
  startedAt: "2026-11-21T12:00:00Z",
  finishedAt: "2026-11-21T12:00:02.500Z",
};

describe("an execution", () => {
  test("that went as usual needs no word", () => {
    expect(remarksOf(row)).toEqual([]);
    expect(tookText(row)).toBe("2.5 s");
    expect(tookText({ startedAt: row.startedAt, finishedAt: null }, Date.parse("2026-11-21T12:00:04Z"))).toBe("4.0 s");
    expect(tookText({ startedAt: null, finishedAt: null })).toBe("");
  });
  test("says what was cut, missed and taken up again", () => {
    const said = remarksOf({ ...row, truncated: true, leftOver: 40, missed: 12, attempts: 2, notices: ["No list."] });
    expect(said).toEqual([
      "It stopped at the most alerts it may raise. 40 more wait for the next execution.",
      "It also covers 12 executions that did not happen before it.",
      "A worker ended in the middle of it; this is attempt 2.",
      "No list.",
    ]);
  });
});

test("health is one line", () => {
  const health: RuleHealth = {
    lastRanAt: null,
    nextRunAt: null,
    coveredTo: null,
    ended: 0,
    failed: 0,
    truncated: 0,
    late: 0,
    resumed: 0,
    medianMs: null,
    longestMs: null,
  };
  expect(healthText(health)).toBe("It has not run yet.");
  expect(healthText({ ...health, ended: 3, failed: 1, late: 1, medianMs: 40, longestMs: 1_500 })).toBe(
    "3 executions kept, 1 failed, 1 made good what was missed, half take up to 40 ms, the longest took 1.5 s.",
  );
});
