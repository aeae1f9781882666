import { describe, expect, test } from "vitest";
import type { Outline } from "#core/detection/outline";
import { absentText, outlineText, spanText, stepLabel } from "./finding-words.ts";

test.each([
  [30_000_000, "30 seconds"],
  [60_000_000, "1 minute"],
  [90_000_000, "90 seconds"],
  [7 * 86_400_000_000, "7 days"],
  [1_500, "1500 microseconds"],
])("%d µs is %s", (micros, text) => expect(spanText(micros)).toBe(text));

test.each([
  [{ index: 1, name: "2 network" }, "Step 2: network"],
  [{ index: 1, name: "2 process.3" }, "Step 2: process.3"],
  [{ index: 0, name: "failed" }, "Step 1: failed"],
  [{ index: 0, name: "0f1e" }, "Step 1: Many failed logons"],
])("%j is called %s", (step, label) => expect(stepLabel(step, { "0f1e": "Many failed logons" })).toBe(label));

const made = (...steps: readonly string[]): Extract<Outline, { kind: "sequence" }> => ({
  kind: "sequence",
  by: ["process.entity_id"],
  within: 30_000_000,
  steps: steps.map((name) => ({ name: name.replace("!", ""), isAbsent: name.startsWith("!") })),
  until: null,
});

describe("a step that must not happen says where nothing of it was", () => {
  test.each([
    [made("a", "!b", "c"), 1, "Nothing of it happened between the steps around it."],
    [made("a", "!b"), 1, "Nothing of it happened afterwards within 30 seconds."],
    [made("!a", "b"), 0, "Nothing of it happened before within 30 seconds."],
  ])("%#", (outline, index, text) => expect(absentText(outline, index)).toBe(text));
});

test("a sequence says its order, span and keys", () => {
  expect(outlineText(made("a", "b"))).toBe("2 steps in this order within 30 seconds, joined by process.entity_id");
});
