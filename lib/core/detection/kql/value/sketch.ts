import { xxHash64 } from "../functions/xx-hash.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { compareCells, keyOf } from "./compare.ts";
import { type Dynamic, isArray } from "./dynamic.ts";
import type { Cell, KqlType } from "./type.ts";

/**
 * What `hll` and `tdigest` hand on. Kusto keeps estimates whose form it leaves open; here they are exact, up to a hash of 64 bits:
 * `[[1024, 14], [hashes]]` and `[[type], [values], [weights]]`, times as ticks, so that they come back from a text as they were.
 * https://learn.microsoft.com/kusto/query/hll-merge-function
 */
const HLL: Dynamic = [1024, 14];
/** As many as a `make_set` holds. */
const MOST = 1_048_576;

export function tooMany(size: number, what: string): void {
  if (size > MOST) throw new KqlRefusal("limit", `${what} holds at most ${MOST.toLocaleString("en")} distinct values`, 0);
}

export function hashOf(value: Cell): bigint {
  return BigInt.asIntN(64, xxHash64(Buffer.from(keyOf(value))));
}

export function writeHll(hashes: ReadonlySet<bigint>): Dynamic {
  return [HLL, [...hashes]];
}

/** Undefined for what `hll` did not make. */
export function hllHashes(value: Dynamic): readonly bigint[] | undefined {
  if (!isArray(value)) return undefined;
  const [head = null, hashes = null] = value;
  if (keyOf(head) !== keyOf(HLL) || !isArray(hashes)) return undefined;
  return hashes.flatMap((hash) => (typeof hash === "bigint" ? [hash] : typeof hash === "number" ? [BigInt(hash)] : []));
}

/** Values with how often they were there. */
export interface Digest {
  readonly type: KqlType;
  readonly values: ReadonlyMap<number | bigint, number>;
}

const TYPES: readonly KqlType[] = ["int", "long", "real", "decimal", "datetime", "timespan"];

export function writeDigest({ type, values }: Digest): Dynamic {
  const sorted = [...values].sort(([a], [b]) => compareCells(a, b));
  return [[type], sorted.map(([value]) => value), sorted.map(([, weight]) => weight)];
}

/** Undefined for what `tdigest` did not make. */
export function readDigest(value: Dynamic): Digest | undefined {
  if (!isArray(value)) return undefined;
  const [head = null, values = null, weights = null] = value;
  const type = isArray(head) ? TYPES.find((one) => one === head[0]) : undefined;
  if (type === undefined || !isArray(values) || !isArray(weights)) return undefined;
  const isTime = type === "datetime" || type === "timespan";
  const read = new Map<number | bigint, number>();
  values.forEach((one, index) => {
    const weight = weights[index];
    if ((typeof one === "number" || typeof one === "bigint") && typeof weight === "number") read.set(isTime ? BigInt(one) : one, weight);
  });
  return { type, values: read };
}

/** Digests of the same type as one; undefined when there is none or their types differ. */
export function mergeDigests(digests: readonly Digest[]): Digest | undefined {
  const [first] = digests;
  if (!first || digests.some(({ type }) => type !== first.type)) return undefined;
  const values = new Map<number | bigint, number>();
  for (const digest of digests) for (const [value, weight] of digest.values) values.set(value, (values.get(value) ?? 0) + weight);
  tooMany(values.size, "a tdigest");
  return { type: first.type, values };
}
