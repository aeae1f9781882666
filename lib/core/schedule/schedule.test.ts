import { describe, expect, test } from "vitest";
import { dueRun, LONGEST_GAP_MS, nextDue } from "./due.ts";
import { momentsOf } from "./moments.ts";

const MINUTE = 60_000;
/** Elastic's seed: every 5 minutes, from now-9m. */
const SEED = { every: 5 * MINUTE, lookBack: 9 * MINUTE };
const NOW = Date.UTC(2026, 10, 21, 12);

describe("what an execution looks at", () => {
  test("is the look-back when nothing was missed", () => {
    expect(dueRun(SEED, NOW, NOW - 5 * MINUTE, NOW)).toEqual({ from: NOW - 9 * MINUTE, to: NOW, missed: 0 });
    expect(dueRun(SEED, null, null, NOW)).toEqual({ from: NOW - 9 * MINUTE, to: NOW, missed: 0 });
  });
  test("begins where the last one ended, less the overlap, after a gap", () => {
    expect(dueRun(SEED, NOW - 61 * MINUTE, NOW - 66 * MINUTE, NOW)).toEqual({ from: NOW - 70 * MINUTE, to: NOW, missed: 12 });
  });
  test("without overlap begins exactly where the last one ended", () => {
    expect(dueRun({ every: 5 * MINUTE, lookBack: 5 * MINUTE }, NOW, NOW - 30 * MINUTE, NOW).from).toBe(NOW - 30 * MINUTE);
  });
  test("is never shorter than the look-back, and never longer than the longest gap", () => {
    expect(dueRun(SEED, NOW, NOW - 1, NOW).from).toBe(NOW - 9 * MINUTE);
    expect(dueRun(SEED, 0, 0, NOW).from).toBe(NOW - LONGEST_GAP_MS);
    const month = { every: 60 * MINUTE, lookBack: 30 * 24 * 60 * MINUTE };
    expect(dueRun(month, NOW, NOW - 60 * MINUTE, NOW).from).toBe(NOW - month.lookBack);
  });
});

test.each([
  [0, 5],
  [4 * MINUTE, 5],
  [5 * MINUTE, 10],
  [61 * MINUTE, 65],
  [-MINUTE, 5],
])("%d ms after it was due, the next time stays on the grid", (late, minutes) => {
  expect(nextDue(SEED.every, NOW, NOW + late)).toBe(NOW + minutes * MINUTE);
});

describe("the moments of a range", () => {
  const range = (minutes: number) => ({ from: NOW - minutes * MINUTE, to: NOW });
  test.each([
    [9, [0]],
    [3, [0]],
    [10, [5, 0]],
    [14, [5, 0]],
    [24, [15, 10, 5, 0]],
  ])("%d minutes back", (minutes, ago) => {
    expect(momentsOf(range(minutes), SEED, 100)).toEqual({
      at: ago.map((m) => NOW - m * MINUTE),
      wanted: ago.length,
      isSparse: false,
    });
  });
  test("are spread when they are too many, and say when they leave something out", () => {
    const near = momentsOf(range(9 + 50), SEED, 7);
    expect(near).toMatchObject({ wanted: 11, isSparse: false });
    expect(near.at).toHaveLength(7);
    const far = momentsOf(range(9 + 500), SEED, 3);
    expect(far).toMatchObject({ wanted: 101, isSparse: true });
    expect(far.at).toEqual([NOW - 500 * MINUTE, NOW - 250 * MINUTE, NOW]);
    expect(momentsOf(range(60), SEED, 1)).toMatchObject({ at: [NOW], isSparse: true });
  });
  test("cover everything whenever they are not sparse", () => {
    for (let minutes = 1; minutes < 300; minutes++) {
      for (const most of [1, 2, 5, 50]) {
        const { at, isSparse } = momentsOf(range(minutes), SEED, most);
        if (isSparse) continue;
        let reached = range(minutes).from;
        for (const moment of at) {
          expect(moment - SEED.lookBack).toBeLessThanOrEqual(reached + 1);
          reached = moment;
        }
        expect(reached).toBe(NOW);
      }
    }
  });
});
