import type { ValuedRange } from "./range-table.ts";

/** Counting in one address family, so that both share one algorithm. */
interface Counting<T> {
  readonly after: (address: T) => T;
  readonly before: (address: T) => T;
  readonly width: (first: T, last: T) => T;
}

const IN_V4: Counting<number> = { after: (a) => a + 1, before: (a) => a - 1, width: (first, last) => last - first };
const IN_V6: Counting<bigint> = { after: (a) => a + 1n, before: (a) => a - 1n, width: (first, last) => last - first };

/**
 * Makes ranges disjoint and ascending. Where several cover an address the narrowest wins (longest prefix, for blocks),
 * of equally narrow ones that which starts later, of equal ones the later in the list. Ranges with `first > last` are dropped. O(n log n).
 */
export function flatten4(ranges: readonly ValuedRange<number>[]): ValuedRange<number>[] {
  return flatten(ranges, IN_V4);
}

/** The IPv6 counterpart of `flatten4`. */
export function flatten6(ranges: readonly ValuedRange<bigint>[]): ValuedRange<bigint>[] {
  return flatten(ranges, IN_V6);
}

function flatten<T extends number | bigint>(ranges: readonly ValuedRange<T>[], counting: Counting<T>): ValuedRange<T>[] {
  const sorted = ranges.filter((range) => range.first <= range.last).sort((a, b) => order(a.first, b.first));
  const result: ValuedRange<T>[] = [];
  let cluster: ValuedRange<T>[] = [];
  let end: T | undefined;
  // Published tables hardly overlap: only ranges that touch each other's addresses pay for the painting.
  for (const range of sorted) {
    if (end !== undefined && range.first > end) {
      join(result, paint(cluster, counting), counting);
      cluster = [];
      end = undefined;
    }
    cluster.push(range);
    if (end === undefined || range.last > end) end = range.last;
  }
  join(result, paint(cluster, counting), counting);
  return result;
}

/** Paints the cells between all borders, the narrowest range first; a painted cell is never painted again. */
function paint<T extends number | bigint>(ranges: readonly ValuedRange<T>[], counting: Counting<T>): readonly ValuedRange<T>[] {
  if (ranges.length < 2) return ranges;
  const borders = [...new Set(ranges.flatMap((range) => [range.first, counting.after(range.last)]))].sort(order);
  const cellAt = new Map(borders.map((border, index) => [border, index]));
  const values: (number | undefined)[] = Array.from(borders, () => undefined);
  // free[i] leads to the first unpainted cell at or after i, so that no painted stretch is walked twice.
  const free = Uint32Array.from({ length: borders.length + 1 }, (_, index) => index);
  const firstFree = (cell: number): number => {
    let at = cell;
    while (free[at] !== at) {
      const next = free[at] ?? at;
      free[at] = free[next] ?? next;
      at = free[at] ?? at;
    }
    return at;
  };
  const narrowestFirst = ranges
    .map((range, index) => ({ range, index, width: counting.width(range.first, range.last) }))
    .sort((a, b) => order(a.width, b.width) || b.index - a.index);
  for (const { range } of narrowestFirst) {
    const end = cellAt.get(counting.after(range.last)) ?? 0;
    for (let cell = firstFree(cellAt.get(range.first) ?? end); cell < end; cell = firstFree(cell)) {
      values[cell] = range.value;
      free[cell] = cell + 1;
    }
  }
  const painted: ValuedRange<T>[] = [];
  values.forEach((value, cell) => {
    const first = borders[cell];
    const next = borders[cell + 1];
    if (value !== undefined && first !== undefined && next !== undefined) painted.push({ first, last: counting.before(next), value });
  });
  return painted;
}

/** Appends disjoint ranges, joining neighbours that say the same. */
function join<T extends number | bigint>(result: ValuedRange<T>[], ranges: readonly ValuedRange<T>[], counting: Counting<T>): void {
  for (const range of ranges) {
    const previous = result.at(-1);
    if (previous && previous.value === range.value && counting.after(previous.last) === range.first) {
      result[result.length - 1] = { first: previous.first, last: range.last, value: range.value };
    } else {
      result.push(range);
    }
  }
}

function order(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
