import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Catalog } from "../bind/session.ts";
import { refusalOf, runQuery } from "../query.ts";
import { heldCatalog } from "../tables/catalog.ts";
import { aggregateTails } from "../testing/aggregates.ts";
import { foldingCatalog } from "../testing/folding.ts";
import { EPOCH_TICKS } from "../value/calendar.ts";
import type { Column } from "../value/type.ts";
import { jsonCell } from "./print.ts";
import { evidenceCounts, type Row } from "./row.ts";

const COLUMNS: readonly Column[] = [
  { name: "Time", type: "datetime" },
  { name: "A", type: "string" },
  { name: "B", type: "string" },
  { name: "N", type: "long" },
  { name: "Other1", type: "dynamic" },
];
const START = Date.UTC(2026, 2, 3, 22, 40);
const NAMES = ["", "a", "A", "alpha.exe", "b c", "Beta a"];

const cells = fc.tuple(
  fc.constantFrom(...NAMES),
  fc.constantFrom(...NAMES),
  fc.option(fc.constantFrom(0, 1, 80, 99, 100, 443, 9_007_199_254_740_991n, -5), { nil: null, freq: 6 }),
);
/** Every row has a time of its own: which of several last ones is taken is nobody's to say. */
const rows = fc.array(cells, { maxLength: 60 }).map((found) =>
  found.map(
    ([a, b, n], index): Row => ({
      cells: [EPOCH_TICKS + BigInt(START) * 10_000n + BigInt(index * index) * 70_000_000n, a, b, n, [a]],
      evidence: { id: `e${index}`, count: 1 },
    }),
  ),
);
const tails = aggregateTails({ time: "Time", texts: ["A", "B"], number: "N", around: new Date(START + 14 * 14 * 7_000) });

async function answer(text: string, catalog: Catalog): Promise<unknown> {
  const result = await runQuery(text, { catalog, now: EPOCH_TICKS + BigInt(START) * 10_000n });
  if (!result.ok) return result.diagnostic.message;
  try {
    const found: string[] = [];
    for await (const batch of result.rows) {
      for (const row of batch) {
        const shown = result.columns.map(({ type }, index) => jsonCell(row.cells[index] ?? null, type));
        const counts = evidenceCounts(row.evidence);
        const events = [...counts.keys()].flatMap((id) => id.split(" ")).sort();
        expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(events.length);
        found.push(JSON.stringify([shown, events]));
      }
    }
    return found.sort();
  } catch (error) {
    return refusalOf(error, text).message;
  }
}

describe("rows that are alike", () => {
  test("give the same when they come as one with their number, whatever counts them", async () => {
    let folded = 0;
    let saved = 0;
    await fc.assert(
      fc.asyncProperty(rows, tails, async (held, tail) => {
        const text = `T ${tail}`;
        const plain = await answer(text, heldCatalog(new Map([["T", { columns: COLUMNS, rows: held }]])));
        const few = await answer(
          text,
          foldingCatalog("T", COLUMNS, held, (made) => {
            folded++;
            if (made < held.length) saved++;
          }),
        );
        expect(few).toEqual(plain);
      }),
      { numRuns: Number(process.env.FOLD_RUNS ?? 400) },
    );
    expect(folded).toBeGreaterThan(100);
    expect(saved).toBeGreaterThan(50);
  });

  test.each([
    ["count", true],
    ["where Time > datetime(2026-03-03) and A =~ 'a' | summarize dcount(B), max(Time) by bin(Time, 1h)", true],
    ["extend Day = startofday(Time) | project-away Time | summarize count() by Day, A", true],
    ["as X | summarize count() by A", true],
    ["union (T | where N > 1) | summarize count() by A", true],
    ["summarize make_list(A)", false],
    ["summarize stdev(N)", false],
    ["summarize sum(todouble(N)) by A", false],
    ["where rand() < 0.5 | count", false],
    ["extend r = rand() | summarize max(r) by A", false],
    ["take 5 | count", false],
    ["sort by A asc | extend p = prev(A) | summarize count() by p", false],
    ["mv-expand Other1 | count", false],
    ["join kind=inner (T) on A | count", false],
  ])("%s: asked for as few as will do: %s", async (tail, isFolded) => {
    let folded = 0;
    const one: Row = { cells: [EPOCH_TICKS, "a", "b", 1, []], evidence: null };
    const result = await runQuery(`T | ${tail}`, { catalog: foldingCatalog("T", COLUMNS, [one, one], () => folded++), now: EPOCH_TICKS });
    if (!result.ok) throw new Error(result.diagnostic.message);
    for await (const _ of result.rows);
    expect(folded > 0).toBe(isFolded);
  });

  test("chance in a function of the query is another for each row", async () => {
    let folded = 0;
    const text = "let f = (x: long) { rand() * x }; let r = rand(); T | where f(N) < 1 or r > 0.1 | count";
    const result = await runQuery(text, { catalog: foldingCatalog("T", COLUMNS, [], () => folded++), now: EPOCH_TICKS });
    if (!result.ok) throw new Error(result.diagnostic.message);
    for await (const _ of result.rows);
    expect(folded).toBe(0);
  });
});
