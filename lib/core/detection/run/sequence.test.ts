import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlanOf, Step } from "../ir/plan.ts";
import { execute } from "./execute.ts";
import type { Hit } from "./row.ts";
import { branchOf, evidenceOf, hit, hits, SECOND } from "./testing/hits.ts";

/** `a !b c`: an exclamation mark for a step that must not happen. */
function sequenceOf(text: string, more: Partial<PlanOf<"sequence">> = {}): PlanOf<"sequence"> {
  const steps = text.split(" ").map((word): Step => (word.startsWith("!") ? { ...branchOf(word.slice(1)), absent: true } : branchOf(word)));
  return { op: "sequence", steps, by: ["by"], within: 10 * SECOND, ties: "any", ...more };
}

describe("a sequence", () => {
  test.each([
    ["in order", "a b", "a@0 b@10", ["a@0 b@10"]],
    ["too far apart", "a b", "a@0 b@11", []],
    ["out of order", "a b", "b@0 a@1", []],
    ["the latest start wins", "a b", "a@0 a@1 b@2 b@3", ["a@1 b@2"]],
    ["it begins again", "a b", "a@0 b@1 a@2 b@3", ["a@0 b@1", "a@2 b@3"]],
    ["the span is that of the whole", "a b c", "a@0 b@6 c@12", []],
    ["an old start does not spoil a new one", "a b c", "a@0 b@6 a@7 b@8 c@12", ["a@7 b@8 c@12"]],
    ["groups do not mix", "a b", "a@0=x b@1=y b@2=x", ["a@0=x b@2=x"]],
    ["one instant is any order", "a b", "b@5 a@5", ["a@5 b@5"]],
    ["in one instant the older start still counts", "a b", "a@1 a@5 b@5", ["a@1 b@5"]],
    ["nothing between", "a !b c", "a@0 b@1 c@2 a@3 c@4", ["a@3 c@4"]],
    ["nothing between means between", "a !b c", "b@0 a@1 c@2 b@3", ["a@1 c@2"]],
    ["nothing before", "!b a c", "b@0 a@5 c@6 a@12 c@13", ["a@12 c@13"]],
    ["nothing after", "a c !b", "a@0 c@1 b@10 a@20 c@21 b@31", ["a@20 c@21"]],
    ["the same step twice wants two events", "a a", "a@0 a@1", ["a@0 a@1"]],
  ])("%s: %s of %s", (_, steps, text, expected) => {
    expect(evidenceOf(execute(sequenceOf(steps), hits(text)))).toEqual(expected);
  });

  test("an event does not follow itself", () => {
    const both = [hit("a", 1, { id: "e" }), hit("b", 1, { id: "e" })];
    expect(evidenceOf(execute(sequenceOf("a b"), both))).toEqual([]);
    expect(evidenceOf(execute(sequenceOf("a b"), [hit("a", 0), ...both]))).toEqual(["a@0 e"]);
  });

  test.each([1601, 2026, 2890])("what must not happen is told from its own instant by a clock that says %i", (year) => {
    const began = Date.UTC(year, 0, 1) / 1_000;
    const at = (name: string, second: number): Hit => hit(name, began + second);
    const found = (steps: string, ...list: readonly Hit[]) => [...execute(sequenceOf(steps), list)].length;
    expect(found("a !b", at("a", 0), at("b", 0))).toBe(1);
    expect(found("a !b", at("a", 0), at("b", 1))).toBe(0);
    expect(found("!b a", at("a", 0), at("b", 0))).toBe(1);
    expect(found("!b a", at("a", 0), at("b", -1))).toBe(0);
    expect(found("a !b c", at("a", 0), at("b", 0), at("c", 2), at("b", 2))).toBe(1);
    expect(found("a !b c", at("a", 0), at("b", 1), at("c", 2))).toBe(0);
  });

  test("where the log tells the order of an instant, it is kept", () => {
    const plan = sequenceOf("a b", { ties: "recorded" });
    const [early, late] = [hit("b", 5, { order: 1 }), hit("a", 5, { order: 2 })];
    expect(evidenceOf(execute(plan, [early, late]))).toEqual([]);
    expect(evidenceOf(execute(plan, [hit("b", 5, { order: 3 }), late]))).toEqual(["a@5 b@5"]);
  });

  test("until ends what is under way", () => {
    const plan = sequenceOf("a b", { until: branchOf("c") });
    expect(evidenceOf(execute(plan, hits("a@0 c@1 b@2 a@3 b@4")))).toEqual(["a@3 b@4"]);
  });

  test("a column that is needed and absent takes no part", () => {
    const plan = { ...sequenceOf("a b"), steps: [branchOf("a", ["by"], false), branchOf("b", ["by"], false)] };
    expect(evidenceOf(execute(plan, hits("a@0 b@1 a@2=x b@3=x")))).toEqual(["a@2=x b@3=x"]);
  });

  test("a finding that can still be refuted waits until it cannot", () => {
    expect(evidenceOf(execute(sequenceOf("a !b"), hits("a@0"), { closedUntil: 9 * SECOND }))).toEqual([]);
    expect(evidenceOf(execute(sequenceOf("a !b"), hits("a@0"), { closedUntil: 10 * SECOND }))).toEqual(["a@0"]);
  });
});

const someHits = fc.array(
  fc.tuple(fc.constantFrom("a", "b", "c"), fc.nat(40), fc.constantFrom("x", "y")).map(([name, second, by]) => hit(name, second, { by })),
  { maxLength: 30 },
);

test("the order of arrival changes nothing", () => {
  fc.assert(
    fc.property(
      someHits,
      fc.constantFrom("a b", "a b c", "a !b c", "a b !c", "a a b"),
      fc.infiniteStream(fc.nat()),
      (items, steps, luck) => {
        const known = [...new Map(items.map((item) => [item.event, item])).values()];
        const shuffled = known.map((item) => [luck.next().value, item] as const).sort((a, b) => a[0] - b[0]);
        const plan = sequenceOf(steps);
        expect(
          evidenceOf(
            execute(
              plan,
              shuffled.map(([, item]) => item),
            ),
          ),
        ).toEqual(evidenceOf(execute(plan, known)));
      },
    ),
  );
});

test("hits within reach of a moment decide what is found after it", () => {
  fc.assert(
    fc.property(someHits, fc.constantFrom("a b", "a b c", "a !b c"), fc.nat(40), (items, steps, moment) => {
      const plan = sequenceOf(steps);
      const after = (from: readonly Hit[]) => evidenceOf([...execute(plan, from)].filter((row) => row.at >= moment * SECOND));
      expect(after(items.filter((item) => item.at >= (moment - 10) * SECOND))).toEqual(after(items));
    }),
  );
});

test("whoever has a pair in order and in time has a finding", () => {
  fc.assert(
    fc.property(someHits, (items) => {
      const pairs = items.some((a) => items.some((b) => isPair(a, b)));
      expect([...execute({ ...sequenceOf("a b"), by: [] }, items)].length > 0).toBe(pairs);
    }),
  );
});

function isPair(a: Hit, b: Hit): boolean {
  return a.event.startsWith("a") && b.event.startsWith("b") && b.at >= a.at && b.at - a.at <= 10 * SECOND;
}
