import type { Aggregate } from "../ir/plan.ts";
import { numberOf } from "../match/scalar.ts";
import { keysOf } from "./columns.ts";
import type { RunRow } from "./row.ts";

/** A value over the rows that are in a window now. `remove` takes back what `add` did with the same row. */
export interface Aggregator {
  add(row: RunRow): void;
  remove(row: RunRow): void;
  clear(): void;
  /** Undefined when there is nothing to compute it from. */
  value(): number | undefined;
}

export function aggregatorOf(aggregate: Aggregate): Aggregator {
  switch (aggregate.fn) {
    case "count":
      return distinctCount((row) => [row.id]);
    case "branches":
      return distinctCount((row) => [row.branch ?? ""]);
    case "distinct":
      return distinctCount((row) => keysOf(row, aggregate.columns).flatMap(({ key, cells }) => (cells.some(isAbsent) ? [] : [key])));
    case "sum":
      return total(aggregate.column, (sum) => sum);
    case "avg":
      return total(aggregate.column, (sum, count) => sum / count);
    case "percentile":
      return percentile(aggregate.column, aggregate.percentile);
  }
}

function isAbsent({ value }: { readonly value: unknown }): boolean {
  return value === null;
}

function distinctCount(keysIn: (row: RunRow) => readonly string[]): Aggregator {
  const seen = new Map<string, number>();
  return {
    add(row) {
      for (const key of keysIn(row)) seen.set(key, (seen.get(key) ?? 0) + 1);
    },
    remove(row) {
      for (const key of keysIn(row)) {
        const left = (seen.get(key) ?? 0) - 1;
        if (left > 0) seen.set(key, left);
        else seen.delete(key);
      }
    },
    clear: () => seen.clear(),
    value: () => seen.size,
  };
}

function numbersIn(row: RunRow, column: string): readonly number[] {
  return (row.columns.get(column) ?? []).flatMap(({ value }) => {
    const number = value === null ? Number.NaN : numberOf(String(value));
    return Number.isFinite(number) ? [number] : [];
  });
}

/** Billionths, exactly: a sum of doubles would depend on what was added and taken back before. */
const SCALE = 1_000_000_000;

function scaled(number: number): bigint {
  const whole = Math.trunc(number);
  return BigInt(whole) * BigInt(SCALE) + BigInt(Math.round((number - whole) * SCALE));
}

function unscaled(sum: bigint): number {
  return Number(sum / BigInt(SCALE)) + Number(sum % BigInt(SCALE)) / SCALE;
}

function total(column: string, result: (sum: number, count: number) => number): Aggregator {
  let sum = 0n;
  let count = 0;
  const change = (row: RunRow, sign: 1 | -1) => {
    for (const number of numbersIn(row, column)) {
      sum += sign === 1 ? scaled(number) : -scaled(number);
      count += sign;
    }
  };
  return {
    add: (row) => change(row, 1),
    remove: (row) => change(row, -1),
    clear() {
      sum = 0n;
      count = 0;
    },
    value: () => (count === 0 ? undefined : result(unscaled(sum), count)),
  };
}

/** Keeps the numbers sorted; nearest rank, and for the median the mean of the middle two. */
function percentile(column: string, wanted: number): Aggregator {
  const sorted: number[] = [];
  return {
    add(row) {
      for (const number of numbersIn(row, column)) sorted.splice(placeOf(sorted, number), 0, number);
    },
    remove(row) {
      for (const number of numbersIn(row, column)) sorted.splice(placeOf(sorted, number), 1);
    },
    clear() {
      sorted.length = 0;
    },
    value() {
      const upper = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((wanted / 100) * sorted.length) - 1))];
      const next = wanted === 50 && sorted.length % 2 === 0 ? sorted[sorted.length / 2] : undefined;
      return upper === undefined || next === undefined ? upper : (upper + next) / 2;
    },
  };
}

/** The first position whose number is not smaller. */
function placeOf(sorted: readonly number[], number: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
