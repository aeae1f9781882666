import { percentileOf } from "../bind/percentile.ts";
import { compareCells, toDynamic } from "../value/compare.ts";
import { type Dynamic, isArray, numberIn } from "../value/dynamic.ts";
import { type Digest, hllHashes, mergeDigests, readDigest, tooMany, writeDigest, writeHll } from "../value/sketch.ts";
import type { Cell } from "../value/type.ts";
import { dynamic, type FunctionTable, fn } from "./signature.ts";

/** The exact percentile of a digest's values, of the digest's type. */
export function percentileIn({ type, values }: Digest, rank: number): Cell {
  return percentileOf(
    [...values].map(([value, weight]) => ({ value, weight })),
    rank,
    type,
  );
}

/** How much of a digest is at most a value. */
function rankIn({ values }: Digest, wanted: Cell): number {
  let reached = 0;
  for (const [value, weight] of values) if (compareCells(value, wanted) <= 0) reached += weight;
  return reached;
}

const merged = (args: readonly Cell[]): Dynamic => {
  const digests = args.flatMap((arg) => readDigest(dynamic(arg)) ?? []);
  const digest = digests.length < args.length ? undefined : mergeDigests(digests);
  return digest ? writeDigest(digest) : null;
};

const percentiles = fn(
  "dynamic any any*",
  "dynamic",
  ([given, ...ranks]) => {
    const digest = readDigest(dynamic(given));
    if (!digest) return null;
    const wanted = ranks.flatMap((rank) => (isArray(dynamic(rank)) ? dynamic(rank) : [dynamic(rank)])) as readonly Dynamic[];
    return wanted.map((rank) => toDynamic(percentileIn(digest, numberIn(rank) ?? Number.NaN), digest.type));
  },
  { seesNull: true },
);

const merging = fn("dynamic dynamic dynamic*", "dynamic", merged, { seesNull: true });

/** Of `hll` and `tdigest`, whose values are exact here. https://learn.microsoft.com/kusto/query/scalar-functions */
export const SKETCH_FUNCTIONS: FunctionTable = {
  dcount_hll: fn("dynamic", "long", ([hll]) => hllHashes(dynamic(hll))?.length ?? null, { seesNull: true }),
  hll_merge: fn(
    "dynamic dynamic dynamic*",
    "dynamic",
    (args) => {
      const parts = args.map((arg) => hllHashes(dynamic(arg)));
      if (parts.includes(undefined)) return null;
      const all = new Set(parts.flatMap((part) => part ?? []));
      tooMany(all.size, "an hll");
      return writeHll(all);
    },
    { seesNull: true },
  ),
  tdigest_merge: merging,
  merge_tdigest: merging,
  percentiles_array_tdigest: percentiles,
  percentile_array_tdigest: percentiles,
  rank_tdigest: fn("dynamic any", "real", ([given, value]) => {
    const digest = readDigest(dynamic(given));
    return digest ? rankIn(digest, value ?? null) : null;
  }),
  percentrank_tdigest: fn("dynamic any", "real", ([given, value]) => {
    const digest = readDigest(dynamic(given));
    const total = digest ? [...digest.values.values()].reduce((sum, weight) => sum + weight, 0) : 0;
    return digest && total > 0 ? (rankIn(digest, value ?? null) / total) * 100 : null;
  }),
};
