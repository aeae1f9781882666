import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flatten4, flatten6 } from "./flatten.ts";
import { find4, find6, rangeTable4, rangeTable6, type ValuedRange } from "./range-table.ts";

describe("find4", () => {
  const table = rangeTable4([
    { first: 0, last: 0, value: 1 },
    { first: 10, last: 19, value: 2 },
    { first: 20, last: 20, value: 3 },
    { first: 0xffffffff, last: 0xffffffff, value: 4 },
  ]);
  test.each([
    [0, 1],
    [1, undefined],
    [9, undefined],
    [10, 2],
    [19, 2],
    [20, 3],
    [21, undefined],
    [0xfffffffe, undefined],
    [0xffffffff, 4],
  ])("%d is in range %s", (address, value) => {
    expect(find4(table, address)).toBe(value);
  });
  test("an empty table knows nothing", () => {
    expect(find4(rangeTable4([]), 5)).toBeUndefined();
    expect(find6(rangeTable6([]), 5n)).toBeUndefined();
  });
});

test.each([
  [0n, undefined],
  [(1n << 64n) - 1n, undefined],
  [1n << 64n, 7],
  [(1n << 64n) + 5n, 7],
  [(1n << 64n) + 6n, undefined],
  [(1n << 128n) - 1n, 8],
])("find6(%d) is %s", (address, value) => {
  const last = (1n << 128n) - 1n;
  const table = rangeTable6([
    { first: 1n << 64n, last: (1n << 64n) + 5n, value: 7 },
    { first: last - 1n, last, value: 8 },
  ]);
  expect(find6(table, address)).toBe(value);
});

describe("flatten4", () => {
  test.each<[string, ValuedRange<number>[], ValuedRange<number>[]]>([
    ["nothing", [], []],
    [
      "a hole for the narrower",
      [
        { first: 0, last: 99, value: 1 },
        { first: 40, last: 49, value: 2 },
      ],
      [
        { first: 0, last: 39, value: 1 },
        { first: 40, last: 49, value: 2 },
        { first: 50, last: 99, value: 1 },
      ],
    ],
    [
      "equally wide: the later",
      [
        { first: 5, last: 9, value: 1 },
        { first: 5, last: 9, value: 2 },
      ],
      [{ first: 5, last: 9, value: 2 }],
    ],
    [
      "neighbours that say the same are one",
      [
        { first: 5, last: 9, value: 1 },
        { first: 10, last: 12, value: 1 },
      ],
      [{ first: 5, last: 12, value: 1 }],
    ],
    ["an inverted range is no range", [{ first: 9, last: 5, value: 1 }], []],
    ["the whole space", [{ first: 0, last: 0xffffffff, value: 1 }], [{ first: 0, last: 0xffffffff, value: 1 }]],
  ])("%s", (_name, ranges, expected) => {
    expect(flatten4(ranges)).toEqual(expected);
  });
});

/** The narrowest range that holds the address, of equally narrow ones the last by start and place: what flattening must keep. */
function scan<T extends number | bigint>(ranges: readonly ValuedRange<T>[], address: T): number | undefined {
  let best: { value: number; width: bigint } | undefined;
  for (const range of ranges.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const width = BigInt(range.last) - BigInt(range.first);
    if (address >= range.first && address <= range.last && (!best || width <= best.width)) best = { value: range.value, width };
  }
  return best?.value;
}

test("the flattened v4 table answers as a linear scan does", () => {
  const near = fc.oneof(
    fc.nat(60),
    fc.nat(60).map((n) => 0xffffffff - n),
  );
  const range = fc.tuple(near, near, fc.nat(3)).map(([a, b, value]) => ({ first: Math.min(a, b), last: Math.max(a, b), value }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), fc.array(near, { minLength: 1, maxLength: 20 }), (ranges, addresses) => {
      const flat = flatten4(ranges);
      flat.forEach((entry, index) => {
        expect(entry.first).toBeGreaterThan(flat[index - 1]?.last ?? -1);
      });
      for (const address of addresses) expect(find4(rangeTable4(flat), address)).toBe(scan(ranges, address));
    }),
    { numRuns: 2_000 },
  );
});

test("the flattened v6 table answers as a linear scan does", () => {
  const bases = [0n, 1n << 32n, 1n << 64n, 1n << 96n, (1n << 128n) - 41n];
  const near = fc.tuple(fc.constantFrom(...bases), fc.nat(40)).map(([base, n]) => base + BigInt(n));
  const range = fc
    .tuple(near, near, fc.nat(3))
    .map(([a, b, value]) => (a < b ? { first: a, last: b, value } : { first: b, last: a, value }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), fc.array(near, { minLength: 1, maxLength: 20 }), (ranges, addresses) => {
      const table = rangeTable6(flatten6(ranges));
      for (const address of addresses) expect(find6(table, address)).toBe(scan(ranges, address));
    }),
    { numRuns: 2_000 },
  );
});
