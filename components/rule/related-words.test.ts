import { expect, test } from "vitest";
import { isReplaced, relationText } from "./related-words.ts";

test.each([
  ["obsolete", "names", "Replaces"],
  ["obsolete", "named-by", "Replaced by"],
  ["derived", "named-by", "Source of"],
  ["similar", "names", "Similar to"],
  ["constructor", "names", "Related (constructor) to"],
  ["cousin", "named-by", "Named as related (cousin) by"],
] as const)("%s, %s: %s", (type, direction, expected) => {
  expect(relationText({ type, direction })).toBe(expected);
});

test.each([
  ["obsolete", "named-by", true],
  ["obsolete", "names", false],
  ["similar", "named-by", false],
] as const)("a rule whose related one is %s, %s, is replaced: %s", (type, direction, expected) => {
  expect(isReplaced([{ id: "a", type, direction, title: null, enabled: false }])).toBe(expected);
});
