import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Plan } from "../ir/plan.ts";
import { hitFieldsOf, patience, reach } from "../ir/plan-walk.ts";
import { print } from "../ir/print.ts";
import { execute } from "./execute.ts";
import type { Hit } from "./row.ts";
import { branchOf, evidenceOf, hit, hits, SECOND } from "./testing/hits.ts";

const DAY = 86_400 * SECOND;
const newIn = (seconds: number, by: readonly string[] = ["by"]): Plan => ({
  op: "novel",
  by,
  history: seconds * SECOND,
  input: { op: "union", branches: [branchOf("a", by, false)] },
});
const found = (plan: Plan, all: Iterable<Hit>) => evidenceOf(execute(plan, all));

describe("a combination of values is new", () => {
  test("the first time it is seen, and again once it was not seen for the whole history", () => {
    expect(found(newIn(10), hits("a@0=x a@5=x a@15=x a@26=x a@27=y"))).toEqual(["a@0=x", "a@26=x", "a@27=y"]);
  });
  test("never when it was seen at the very edge of the history, or a moment before", () => {
    expect(found(newIn(10), hits("a@0=x a@10=x a@20=x"))).toEqual(["a@0=x"]);
  });
  test("once at one instant: the first as recorded is", () => {
    const all = [hit("a", 1, { id: "late", by: "x", order: 2 }), hit("a", 1, { id: "early", by: "x", order: 1 })];
    expect(found(newIn(10), all)).toEqual(["early"]);
  });
  test("in all its columns together", () => {
    const all = [
      hit("a", 0, { id: "ab", by: "a", v: "b" }),
      hit("a", 1, { id: "ac", by: "a", v: "c" }),
      hit("a", 2, { id: "ab again", by: "a", v: "b" }),
    ];
    expect(found(newIn(10, ["by", "v"]), all)).toEqual(["ab", "ac"]);
  });
  test("for each value of a list by itself, and what was seen in a list is seen", () => {
    const all = [
      hit("a", 0, { id: "one", by: "x" }),
      hit("a", 1, { id: "two", by: ["x", "y", "z"] }),
      hit("a", 2, { id: "three", by: "y" }),
    ];
    const rows = [...execute(newIn(10), all)];
    expect(rows.map(({ evidence, cells }) => [evidence[0]?.event, cells.by])).toEqual([
      ["one", "x"],
      ["two", "y"],
      ["two", "z"],
    ]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(3);
  });
  test("never without a value", () => {
    expect(found(newIn(10, ["by", "v"]), [hit("a", 0, { by: "x" }), hit("a", 1, {})])).toEqual([]);
  });
});

test("it reaches as far back as the history, waits for nothing, and needs its columns", () => {
  const plan = newIn(14 * 86_400);
  expect([reach(plan), patience(plan), hitFieldsOf(plan).map(({ name }) => name)]).toEqual([14 * DAY, 0, ["by"]]);
  expect(print(plan).split("\n")[0]).toBe('novel within 14d by "by"');
});

const anyHits = fc.array(
  fc
    .tuple(fc.nat(40), fc.constantFrom("x", "y", "z"), fc.nat(3))
    .map(([at, by, order]) => hit("a", at, { id: `${at}${by}${order}`, by, order })),
  { maxLength: 30 },
);

describe("for any hits", () => {
  test("order of arrival and repetition change nothing", () => {
    const shuffled = anyHits.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all)),
    );
    fc.assert(
      fc.property(shuffled, ([all, other, again]) => {
        expect(found(newIn(7), [...other, ...again])).toEqual(found(newIn(7), all));
      }),
    );
  });
  test("it is what the definition says, asked row by row", () => {
    fc.assert(
      fc.property(anyHits, (all) => {
        const unique = [...new Map(all.map((item) => [item.event, item])).values()];
        const before = (a: Hit, b: Hit) =>
          a.at < b.at || (a.at === b.at && (a.order < b.order || (a.order === b.order && a.event < b.event)));
        const by = (item: Hit) => item.get({ name: "by" } as Parameters<Hit["get"]>[0]);
        const isNew = (item: Hit) =>
          !unique.some((other) => by(other) === by(item) && before(other, item) && item.at - other.at <= 7 * SECOND);
        expect(found(newIn(7), all).toSorted()).toEqual(
          unique
            .filter(isNew)
            .map(({ event }) => event)
            .toSorted(),
        );
      }),
    );
  });
  test("what it finds at a moment depends on nothing older than its reach", () => {
    fc.assert(
      fc.property(anyHits, fc.nat(40), (all, from) => {
        const plan = newIn(7);
        const recent = all.filter((item) => item.at >= from * SECOND - reach(plan));
        const since = (rows: ReturnType<typeof execute>) =>
          Array.from(rows, (row) => row)
            .filter((row) => row.at >= from * SECOND)
            .map((row) => row.id);
        expect(since(execute(plan, recent))).toEqual(since(execute(plan, all)));
      }),
    );
  });
});
