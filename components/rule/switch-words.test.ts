import { expect, test } from "vitest";
import { switchedText, undoneText } from "./switch-words.ts";

const batchId = "b";

test.each([
  [{ ok: true, changed: 1, batchId }, true, "1 rule enabled."],
  [{ ok: true, changed: 1243, batchId }, false, "1,243 rules disabled."],
  [{ ok: true, changed: 0, batchId }, true, "Nothing to change: already enabled."],
  [
    { ok: false, reason: "moved-on", now: 12 },
    true,
    "Nothing was changed: the rules have changed meanwhile, and 12 rules would be enabled now. Look again and repeat.",
  ],
] as const)("%j, enabled %s", (outcome, enabled, expected) => {
  expect(switchedText(outcome, enabled)).toBe(expected);
});

test.each([
  [{ ok: true, changed: 2, skipped: 0 }, "Put back 2 rules."],
  [{ ok: true, changed: 1, skipped: 3 }, "Put back 1 rule. 3 rules left as they are: changed since, or gone."],
  [{ ok: false, reason: "nothing-to-undo" }, "There is nothing to undo: it was undone already."],
] as const)("%j", (outcome, expected) => {
  expect(undoneText(outcome)).toBe(expected);
});
