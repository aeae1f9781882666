import { expect, test } from "vitest";
import { ALERT_STATUSES, VERDICT_REASONS, VERDICTS } from "#features/alert/schema";
import { reasonsOf, reasonWord, STATUSES } from "./words.ts";

test("the queue has a view of every status", () => {
  expect([...STATUSES].sort()).toEqual([...ALERT_STATUSES].sort());
});

test.each(VERDICTS)("the keys of %s choose the reasons in the contract's order", (verdict) => {
  expect(reasonsOf(verdict).map((choice) => choice.reason)).toEqual([...VERDICT_REASONS[verdict]]);
  expect(reasonsOf(verdict).map((choice) => choice.key)).toEqual(VERDICT_REASONS[verdict].map((_, index) => String(index + 1)));
});

test.each([
  ["false_positive", "rule_too_broad", "Rule too broad"],
  ["false_positive", "of_a_later_version", "of_a_later_version"],
] as const)("%s because of %s reads %s", (verdict, reason, expected) => {
  expect(reasonWord(verdict, reason)).toBe(expected);
});
