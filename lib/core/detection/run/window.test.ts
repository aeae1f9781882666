import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldRef } from "../../event/field.ts";
import type { Aggregate, Having, PlanOf } from "../ir/plan.ts";
import { execute } from "./execute.ts";
import { compareHits, type Hit } from "./row.ts";
import { evidenceOf, hit, hits, SECOND, unionOf } from "./testing/hits.ts";

const BY = fieldRef("sigma", "by");
const atLeast = (aggregate: string, bound: number): Having => ({ kind: "compare", aggregate, compare: ">=", bound });
const saw = (branch: string): Having => ({ kind: "saw", branch });
const not = (arg: Having): Having => ({ kind: "not", arg });
const both = (...args: readonly Having[]): Having => ({ kind: "and", args });
const either = (...args: readonly Having[]): Having => ({ kind: "or", args });

function windowOf(having: Having, aggregates: readonly Aggregate[] = [{ name: "count", fn: "count" }], seconds = 10): PlanOf<"window"> {
  return { op: "window", input: unionOf("a", "b", "c"), by: ["by"], within: seconds * SECOND, aggregates, having };
}

describe("a window of ten seconds that wants three events", () => {
  const plan = windowOf(atLeast("count", 3));
  test.each([
    ["both ends of the span count", "a@0 a@5 a@10", ["a@0 a@5 a@10"]],
    ["one beyond the span does not", "a@0 a@5 a@11", []],
    ["the span slides", "a@0 a@5 a@11 a@12", ["a@5 a@11 a@12"]],
    ["it starts anew after it fired", "a@0 a@1 a@2 a@3 a@4 a@5 a@6", ["a@0 a@1 a@2", "a@3 a@4 a@5"]],
    ["groups do not add up", "a@0=x a@1=y a@2=x a@3=y", []],
    ["each group fires for itself", "a@0=x a@1=y a@2=x a@3=y a@4=X a@5=Y", ["a@0=x a@2=x a@4=X", "a@1=y a@3=y a@5=Y"]],
    ["absence is a value like any other", "a@0 a@1=x a@2 a@3", ["a@0 a@2 a@3"]],
    ["branches add up", "a@0 b@1 c@2", ["a@0 b@1 c@2"]],
  ])("%s", (_, text, expected) => {
    expect(evidenceOf(execute(plan, hits(text)))).toEqual(expected);
  });

  test("an event of two branches is one event", () => {
    const same = [hit("a", 0, { id: "e" }), hit("b", 0, { id: "e" }), hit("a", 1), hit("b", 2)];
    expect(evidenceOf(execute(plan, same))).toEqual(["e a@1 b@2"]);
  });

  test("an event with several values is in each of their groups", () => {
    const several = [
      hit("a", 0, { by: ["x", "y"] }),
      hit("a", 1, { by: "x" }),
      hit("a", 2, { by: "y" }),
      hit("a", 3, { by: ["y", "x", "z"] }),
    ];
    expect(evidenceOf(execute(plan, several))).toEqual(["a@0 a@1 a@3", "a@0 a@2 a@3"]);
  });

  test("what it says of itself", () => {
    const [row] = execute(plan, [hit("a", 0, { by: "CORP\\Ann" }), hit("a", 1, { by: "corp\\ann" }), hit("a", 2, { by: "corp\\ann" })]);
    expect(row?.cells).toEqual({ by: "CORP\\Ann", count: 3 });
    expect(row?.at).toBe(2 * SECOND);
  });
});

describe("aggregates", () => {
  const values = [3, 1, 2, 10, "0x10", "none"].map((v, second) => hit("a", second, { v }));
  test.each<[Aggregate, Having, readonly string[]]>([
    [{ name: "n", fn: "distinct", columns: ["v"] }, atLeast("n", 4), ["a@0 a@1 a@2 a@3"]],
    [{ name: "n", fn: "sum", column: "v" }, atLeast("n", 16), ["a@0 a@1 a@2 a@3", "a@4"]],
    [{ name: "n", fn: "avg", column: "v" }, atLeast("n", 4), ["a@0 a@1 a@2 a@3", "a@4"]],
    [{ name: "n", fn: "percentile", column: "v", percentile: 95 }, atLeast("n", 11), ["a@0 a@1 a@2 a@3 a@4"]],
    [
      { name: "n", fn: "percentile", column: "v", percentile: 50 },
      { kind: "compare", aggregate: "n", compare: "=", bound: 2.5 },
      ["a@0 a@1 a@2 a@3"],
    ],
    [{ name: "n", fn: "branches" }, atLeast("n", 2), []],
    [{ name: "n", fn: "sum", column: "v" }, { kind: "compare", aggregate: "n", compare: "<", bound: 0 }, []],
  ])("%j", (aggregate, having, expected) => {
    expect(evidenceOf(execute(windowOf(having, [aggregate]), values))).toEqual(expected);
  });

  test("a sum of fractions is exact however it came about", () => {
    const parts = Array.from({ length: 30 }, (_, second) => hit("a", second, { v: second === 3 ? 1e9 : 0.1 }));
    const plan = windowOf({ kind: "compare", aggregate: "n", compare: "=", bound: 1 }, [{ name: "n", fn: "sum", column: "v" }], 9);
    expect(evidenceOf(execute(plan, parts))[0]?.split(" ")).toEqual(Array.from({ length: 10 }, (_, i) => `a@${i + 4}`));
  });
});

describe("what was seen", () => {
  test.each<[string, Having, string, readonly string[]]>([
    ["all of them, in any order", both(saw("a"), saw("b")), "b@0 a@10", ["b@0 a@10"]],
    ["too far apart", both(saw("a"), saw("b")), "b@0 a@11", []],
    ["every event of the window is evidence", both(saw("a"), saw("b")), "a@0 a@1 b@2 b@3", ["a@0 a@1 b@2"]],
    ["one or the other with a third", both(saw("a"), either(saw("b"), saw("c"))), "c@0 a@1 b@9 a@10", ["c@0 a@1", "b@9 a@10"]],
    ["nothing before", both(saw("a"), not(saw("b"))), "b@0 a@10", []],
    ["nothing after", both(saw("a"), not(saw("b"))), "a@0 b@10", []],
    ["outside the span it may be", both(saw("a"), not(saw("b"))), "b@0 a@11 b@22", ["a@11"]],
    ["what must not be is no evidence", both(saw("a"), saw("c"), not(saw("b"))), "b@0 a@20 c@25 b@40", ["a@20 c@25"]],
    ["a span that holds both also holds it", both(saw("a"), saw("c"), not(saw("b"))), "a@20 c@25 b@30", []],
    ["of another group it may be", both(saw("a"), not(saw("b"))), "a@0=x b@1=y", ["a@0=x"]],
  ])("%s", (_, having, text, expected) => {
    expect(evidenceOf(execute(windowOf(having, []), hits(text)))).toEqual(expected);
  });

  test("a finding that can still be refuted waits until it cannot", () => {
    const plan = windowOf(both(saw("a"), not(saw("b"))), []);
    expect(evidenceOf(execute(plan, hits("a@0"), { closedUntil: 9 * SECOND }))).toEqual([]);
    expect(evidenceOf(execute(plan, hits("a@0"), { closedUntil: 10 * SECOND }))).toEqual(["a@0"]);
  });
});

test("a window of windows keeps all their events", () => {
  const inner: PlanOf<"window"> = { ...windowOf(atLeast("count", 2)), input: unionOf("a") };
  const outer: PlanOf<"window"> = {
    op: "window",
    input: {
      op: "union",
      branches: [
        { name: "burst", input: inner, columns: [] },
        { name: "b", input: unionOf("b"), columns: [] },
      ],
    },
    by: [],
    within: 10 * SECOND,
    aggregates: [],
    having: both(saw("burst"), saw("b")),
  };
  expect(evidenceOf(execute(outer, hits("a@0=x a@1=x b@5 a@6=y")))).toEqual(["a@0=x a@1=x b@5"]);
});

const someHits = fc.array(
  fc
    .tuple(fc.constantFrom("a", "b", "c"), fc.nat(60), fc.constantFrom("x", "y"), fc.nat(3), fc.nat(5))
    .map(([name, second, by, v, n]) => hit(name, second, { by, v, id: `${name}${second}${by}${v}${n}` })),
  { maxLength: 40 },
);
const someHaving = fc.constantFrom<Having>(
  atLeast("count", 3),
  atLeast("values", 3),
  { kind: "compare", aggregate: "sum", compare: ">", bound: 5 },
  both(saw("a"), saw("b")),
  both(saw("a"), not(saw("b"))),
);
const aggregates: readonly Aggregate[] = [
  { name: "count", fn: "count" },
  { name: "values", fn: "distinct", columns: ["v"] },
  { name: "sum", fn: "sum", column: "v" },
];

test("the order of arrival and repetition change nothing", () => {
  fc.assert(
    fc.property(someHits, someHaving, fc.infiniteStream(fc.nat()), (items, having, luck) => {
      const plan = windowOf(having, aggregates);
      const shuffled = [...items, ...items.slice(0, 5)].map((item) => [luck.next().value, item] as const).sort((a, b) => a[0] - b[0]);
      expect(
        evidenceOf(
          execute(
            plan,
            shuffled.map(([, item]) => item),
          ),
        ),
      ).toEqual(evidenceOf(execute(plan, items)));
    }),
  );
});

test("after a finding of a group its earlier hits no longer matter", () => {
  fc.assert(
    fc.property(someHits, fc.constantFrom(atLeast("count", 3), atLeast("values", 3)), (items, having) => {
      const plan = windowOf(having, aggregates);
      const group = items.filter((item) => item.get(BY) === "x");
      const [first, ...rest] = [...execute(plan, group)];
      const last: Hit | undefined = first?.evidence.at(-1);
      if (!last) return;
      const later = group.filter((item) => compareHits(item, last) > 0);
      expect(evidenceOf(execute(plan, later))).toEqual(evidenceOf(rest));
    }),
  );
});

test("from a moment on, the last timespan after the last finding before it decides", () => {
  fc.assert(
    fc.property(
      someHits,
      fc.constantFrom(atLeast("count", 3), atLeast("values", 3), both(saw("a"), saw("b"))),
      fc.nat(60),
      (items, having, second) => {
        const plan = windowOf(having, aggregates);
        const moment = second * SECOND;
        const group = items.filter((item) => item.get(BY) === "x");
        const found = [...execute(plan, group)];
        const last = found
          .filter((row) => row.at < moment)
          .at(-1)
          ?.evidence.at(-1);
        const read = group.filter((item) => item.at >= moment - plan.within && (!last || compareHits(item, last) > 0));
        expect(evidenceOf([...execute(plan, read)].filter((row) => row.at >= moment))).toEqual(
          evidenceOf(found.filter((row) => row.at >= moment)),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test("a window fires exactly where counting all pairs of ends says it may", () => {
  fc.assert(
    fc.property(someHits, (items) => {
      const found = evidenceOf(execute({ ...windowOf(atLeast("count", 3)), by: [] }, items));
      const sorted = [...new Map(items.map((item) => [item.event, item])).values()].sort(compareHits);
      const expected: string[] = [];
      for (let from = 0, i = 0; i < sorted.length; i++) {
        const end = sorted[i]?.at ?? 0;
        const inside = sorted.slice(from, i + 1).filter((item) => item.at >= end - 10 * SECOND);
        if (inside.length < 3) continue;
        expected.push(inside.map((item) => item.event).join(" "));
        from = i + 1;
      }
      expect(found).toEqual(expected);
    }),
  );
});
