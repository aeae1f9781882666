import fc from "fast-check";
import { expect, test } from "vitest";
import { InOrder } from "./in-order.ts";
import type { FileTally } from "./scan-file.ts";

const tally = (file: string, findings: number): FileTally => ({
  file,
  records: 1,
  events: 1,
  faults: 0,
  findings,
  silenced: 0,
  decoding: 0,
  matching: 0,
  problems: [],
  isUnusable: false,
});

test("whichever thread is first, what is found comes in the order of the parts", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      fc.integer({ min: 1, max: 3 }),
      async (lineCounts, choices, threads) => {
        const written: string[] = [];
        const files: [string, number][] = [];
        const order = new InOrder(
          { write: async (lines) => void written.push(...(await Promise.resolve(lines))), keep: async () => {} },
          ({ file, findings }) => files.push([file, findings]),
        );
        const waiting = lineCounts.map((count, at) => ({ count, at }));
        const pause = async () => {
          for (let i = (choices.next().value ?? 0) % 5; i > 0; i--) await Promise.resolve();
        };
        const thread = async () => {
          for (let part = waiting.shift(); part; part = waiting.shift()) {
            const { count, at } = part;
            const file = `f${at >> 1}`;
            const number = order.open(file);
            for (let i = 0; i < count; i++) {
              await pause();
              await order.take(number, { lines: [`${at}.${i}`] });
            }
            await pause();
            await order.close(number, tally(file, count));
          }
        };
        await Promise.all(Array.from({ length: threads }, thread));
        await order.end();
        expect(written).toEqual(lineCounts.flatMap((count, at) => Array.from({ length: count }, (_, i) => `${at}.${i}`)));
        const byFile = new Map<string, number>();
        for (const [at, count] of lineCounts.entries()) byFile.set(`f${at >> 1}`, (byFile.get(`f${at >> 1}`) ?? 0) + count);
        expect(files).toEqual([...byFile]);
      },
    ),
    { numRuns: 500 },
  );
});

test("a part that found much before its turn waits, and goes on when its turn comes", async () => {
  const written: string[] = [];
  const order = new InOrder({ write: async (lines) => void written.push(...lines), keep: async () => {} }, () => {});
  const [first, second] = [order.open("a"), order.open("a")];
  let isHeld = true;
  const held = order.take(second, { lines: ["x".repeat(9_000_000)] }).then(() => {
    isHeld = false;
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isHeld).toBe(true);
  await order.take(first, { lines: ["first"] });
  await order.close(first, tally("a", 1));
  await held;
  expect(written.map((line) => line.length)).toEqual([5, 9_000_000]);
});
