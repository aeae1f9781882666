import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventId } from "../../event/event.ts";
import { fieldRef } from "../../event/field.ts";
import type { PlanOf } from "../ir/plan.ts";
import { scanPlan } from "../ir/scan-id.ts";
import { execute } from "./execute.ts";
import type { Hit } from "./row.ts";

const KEY = fieldRef("ecs", "key");
const column = { name: "key", field: KEY, fold: false, optional: false };
const scans = ["a", "b", "c"].map((name) =>
  scanPlan({ kind: "test", subject: { from: "field", field: fieldRef("ecs", name) }, test: { op: "present" } }),
);
const plan: PlanOf<"sample"> = {
  op: "sample",
  branches: scans.map((input, at) => ({ name: String(at), input, columns: [column] })),
  by: ["key"],
  once: true,
};

/** `branches`: which of the three scans the event satisfies. */
interface Item {
  readonly key: string;
  readonly branches: readonly boolean[];
}

function hitsOf(items: readonly Item[]): readonly Hit[] {
  return items.flatMap(({ key, branches }, at) =>
    branches.flatMap((isHit, branch) => {
      const scan = scans[branch]?.scan;
      return isHit && scan ? [{ scan, event: `e${at}` as EventId, at, order: at, get: () => key }] : [];
    }),
  );
}

/** Whether three different events can be found, tried one by one. */
function hasSample(items: readonly Item[]): boolean {
  return items.some(
    (a, i) => a.branches[0] && items.some((b, j) => j !== i && b.branches[1] && items.some((c, k) => k !== i && k !== j && c.branches[2])),
  );
}

const item = fc.record({ key: fc.constantFrom("x", "y"), branches: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()) });

test("a key has a sample exactly when each branch can have an event of its own", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), (items) => {
      const found = [...execute(plan, hitsOf(items))];
      const expected = ["x", "y"].filter((key) => hasSample(items.filter((one) => one.key === key)));
      expect(found.map((row) => row.cells.key).sort()).toEqual(expected);
      for (const row of found) expect(new Set(row.evidence.map((hit) => hit.event)).size).toBe(3);
    }),
    { numRuns: 2_000 },
  );
});

test("the order of arrival changes nothing", () => {
  fc.assert(
    fc.property(
      fc
        .array(item, { maxLength: 10 })
        .chain((items) =>
          fc.tuple(fc.constant(hitsOf(items)), fc.shuffledSubarray([...hitsOf(items)], { minLength: hitsOf(items).length })),
        ),
      fc.boolean(),
      ([hits, shuffled], once) => {
        const ids = (given: readonly Hit[]) => Array.from(execute({ ...plan, once }, given), (row) => row.id);
        expect(ids(shuffled)).toEqual(ids(hits));
      },
    ),
  );
});
