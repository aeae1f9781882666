import { expect, test } from "vitest";
import type { TriageOutcome } from "#features/alert/types";
import { outcomeText } from "./outcome-text.ts";

const done = (changed: number, ...skipped: readonly string[]): TriageOutcome => ({
  ok: true,
  changed,
  skipped: skipped.map((reason, index) => ({ alertId: String(index), reason })),
  batchId: "b",
});

test.each<[TriageOutcome, string, string]>([
  [done(1), "Took", "Took 1 alert."],
  [done(1200), "Took", "Took 1,200 alerts."],
  [done(2), "Closed % as false positive", "Closed 2 alerts as false positive."],
  [done(1, "already closed", "already closed", "taken by bo"), "Took", "Took 1 alert. 3 left alone: 2 × already closed, 1 × taken by bo."],
  [done(0, "already closed"), "Took", "Took 0 alerts. 1 left alone: 1 × already closed."],
  [{ ok: false, reason: "Nothing left to undo" }, "Took", "Nothing left to undo"],
])("%j reads %s", (outcome, verb, expected) => {
  expect(outcomeText(outcome, verb)).toBe(expected);
});
