import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Plan, PlanOf } from "./ir/plan.ts";
import { type Partition, type PartKey, partitionOf } from "./partition.ts";
import { type Reading, readingOf } from "./reading.ts";
import { execute, type Knowledge } from "./run/execute.ts";
import { compareHits, type Hit, type RunRow } from "./run/row.ts";
import { branchOf, hit, SECOND, unionOf } from "./run/testing/hits.ts";

const window = (having: PlanOf<"window">["having"], within = 5): PlanOf<"window"> => ({
  op: "window",
  input: unionOf("a", "b", "c"),
  by: ["by"],
  within: within * SECOND,
  aggregates: [{ name: "count", fn: "count" }],
  having,
});
const count = (compare: ">=" | "=" | "<", bound: number) => ({ kind: "compare", aggregate: "count", compare, bound }) as const;
const sequence = (names: string, rest: Partial<PlanOf<"sequence">> = {}): PlanOf<"sequence"> => ({
  op: "sequence",
  steps: names.split(" ").map((name) => (name.startsWith("!") ? { ...branchOf(name.slice(1)), absent: true } : branchOf(name))),
  by: ["by"],
  within: 5 * SECOND,
  ties: "recorded",
  ...rest,
});
const inner: PlanOf<"window"> = { ...window(count(">=", 2), 3), input: unionOf("a") };

const PLANS: { readonly [name: string]: Plan } = {
  "at least 3": window(count(">=", 3)),
  "exactly 2": window(count("=", 2)),
  "fewer than 2": window(count("<", 2)),
  "a and b": window({
    kind: "and",
    args: [
      { kind: "saw", branch: "a" },
      { kind: "saw", branch: "b" },
    ],
  }),
  "a and not b": window({
    kind: "and",
    args: [
      { kind: "saw", branch: "a" },
      { kind: "not", arg: { kind: "saw", branch: "b" } },
    ],
  }),
  "a b": sequence("a b"),
  "a b c": sequence("a b c"),
  "a a b": sequence("a a b"),
  "a b until c": sequence("a b", { until: branchOf("c") }),
  "a !c b": sequence("a !c b"),
  "!c a b": sequence("!c a b"),
  "a b !c": sequence("a b !c"),
  "!c a b !c": sequence("!c a b !c"),
  "a b in any order of an instant": sequence("a b", { ties: "any" }),
  "a b c in any order of an instant": sequence("a b c", { ties: "any" }),
  "a b without a span": sequence("a b", { within: Number.POSITIVE_INFINITY }),
  "joined by nothing": sequence("a b", { by: [] }),
  "each once": { op: "sample", branches: [branchOf("a"), branchOf("b")], by: ["by"], once: true },
  "again and again": { op: "sample", branches: [branchOf("a"), branchOf("b")], by: ["by"], once: false },
  "new in 5 seconds": { op: "novel", input: unionOf("a", "b"), by: ["by"], history: 5 * SECOND },
  "a window and then c": sequence("a c", { steps: [{ name: "many", input: inner, columns: branchOf("x").columns }, branchOf("c")] }),
};

const anyHit = fc
  .record({
    name: fc.constantFrom("a", "b", "c"),
    second: fc.nat(40),
    by: fc.constantFrom("x", "X", "y", ["x", "y"] as const),
    order: fc.nat(2),
    nth: fc.nat(1_000),
  })
  .map(({ name, second, nth, ...values }) => hit(name, second, { ...values, id: `${name}${second}-${nth}` }));
const hitsFrom = fc.uniqueArray(anyHit, { maxLength: 30, selector: ({ event }) => event });

const named = (row: RunRow): string =>
  JSON.stringify([[...row.columns].map(([, [cell]]) => cell?.key), row.evidence.map(({ event }) => event)]);

interface Known {
  readonly row: RunRow;
  readonly key: PartKey;
}

/** A store in memory: hits by part, and what was found of each. What it reads when hits come is what the docstring of `Reading` says. */
class Store {
  private readonly parts = new Map<PartKey, Hit[]>();
  private standing: readonly Known[] = [];
  private readonly partition: Partition;
  private readonly reading: Reading;

  constructor(private readonly plan: Plan) {
    this.partition = partitionOf(plan);
    this.reading = readingOf(plan, this.partition);
  }

  add(batch: readonly Hit[]): void {
    const touched = new Map<PartKey, number[]>();
    for (const each of batch) {
      for (const key of this.partition.keysOf(each)) {
        this.parts.set(key, [...(this.parts.get(key) ?? []), each].sort(compareHits));
        touched.set(key, [...(touched.get(key) ?? []), each.at]);
      }
    }
    for (const [key, times] of touched) this.run(key, Math.min(...times), Math.max(...times));
  }

  get found(): readonly string[] {
    return this.standing.map(({ row }) => named(row)).sort();
  }

  private run(key: PartKey, first: number, last: number): void {
    const { hits, decides, ...known } = this.read(key, first, last);
    const isDecided = (row: RunRow): boolean => row.at >= decides[0] && row.at <= decides[1];
    const found = [...execute(this.plan, hits, known)].filter((row) => isDecided(row) && this.partition.keyOf(row) === key);
    this.standing = [...this.standing.filter((each) => each.key !== key || !isDecided(each.row)), ...found.map((row) => ({ row, key }))];
  }

  private read(
    key: PartKey,
    first: number,
    last: number,
  ): Knowledge & { readonly hits: readonly Hit[]; readonly decides: readonly [number, number] } {
    const all = this.parts.get(key) ?? [];
    const within = (from: number, to: number) => all.filter(({ at }) => at >= from && at <= to);
    const { reading } = this;
    switch (reading.kind) {
      case "around":
        return { hits: within(first - reading.before, last + reading.after), decides: [first - reading.settles, last + reading.reaches] };
      case "window": {
        const before = this.standing.filter((each) => each.key === key && each.row.at < first && each.row.at >= first - reading.gap);
        const end = before.map(({ row }) => row.evidence.at(-1)).reduce((a, b) => (a && b && compareHits(a, b) > 0 ? a : b), undefined);
        const to = burst(all, first, last, reading.gap)[1];
        const some = within(end?.at ?? first - reading.gap, to);
        return { hits: end ? some.filter((each) => compareHits(each, end) > 0) : some, decides: [first, to], quietBefore: first };
      }
      case "burst": {
        const [from, to] = burst(all, first, last, reading.gap);
        return { hits: within(from, to), decides: [from, to] };
      }
      case "neighbours": {
        const from = all.findLast(({ at }) => at < first)?.at ?? first;
        const to = all.find(({ at }) => at > last)?.at ?? last;
        return { hits: within(from, to), decides: [first, to] };
      }
      case "all":
        return { hits: all, decides: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] };
    }
  }
}

function burst(all: readonly Hit[], first: number, last: number, gap: number): readonly [number, number] {
  const times = all.map(({ at }) => at);
  let [from, to] = [first, last];
  for (const at of times.filter((time) => time <= first).reverse()) if (from - at <= gap) from = at;
  for (const at of times.filter((time) => time >= last)) if (at - to <= gap) to = at;
  return [from, to];
}

describe.each(Object.entries(PLANS))("%s", (_name, plan) => {
  test("reading so much and no more gives what reading everything does, in any order and any batches", () => {
    fc.assert(
      fc.property(hitsFrom, fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 30, maxLength: 30 }), (hits, sizes) => {
        const store = new Store(plan);
        let rest = hits;
        for (const size of sizes) {
          store.add(rest.slice(0, size));
          rest = rest.slice(size);
        }
        expect(store.found).toEqual(Array.from(execute(plan, hits), named).sort());
      }),
      { numRuns: 400 },
    );
  });
});

test("a plan is as many parts as its hits tell apart, and one where they do not", () => {
  const keys = (plan: Plan, each: Hit) => partitionOf(plan).keysOf(each).length;
  expect(keys(sequence("a b"), hit("a", 0, { by: ["x", "y", "X"] }))).toBe(2);
  expect(keys(sequence("a b", { by: [] }), hit("a", 0, { by: ["x", "y"] }))).toBe(1);
  // The rows of the window stand for several events: which `by` they have, no single one tells.
  expect(partitionOf(PLANS["a window and then c"] ?? sequence("a b")).isFinest).toBe(true);
  const other = { ...inner, by: [] };
  const mixed = sequence("a c", { steps: [{ name: "many", input: other, columns: branchOf("x").columns }, branchOf("c")] });
  expect(partitionOf(mixed).isFinest).toBe(false);
  expect(keys(mixed, hit("a", 0, { by: "x" }))).toBe(1);
});
