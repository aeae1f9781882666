import { compareCells } from "../value/compare.ts";
import type { Cell, KqlType } from "../value/type.ts";

export interface Weighted {
  readonly value: number | bigint;
  readonly weight: number;
}

/** The nearest-rank percentile, exactly (Kusto estimates): the smallest value at or below which `rank` percent of the weight lies. */
export function percentileOf(values: readonly Weighted[], rank: number, type: KqlType): Cell {
  if (values.length === 0) return type === "string" ? "" : null;
  const sorted = [...values].sort((a, b) => compareCells(a.value, b.value));
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const wanted = (rank / 100) * total;
  let reached = 0;
  for (const { value, weight } of sorted) {
    reached += weight;
    if (reached >= wanted - 1e-9) return value;
  }
  return sorted.at(-1)?.value ?? null;
}
