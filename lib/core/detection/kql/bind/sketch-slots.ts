import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { type Digest, hashOf, hllHashes, mergeDigests, readDigest, tooMany, writeDigest, writeHll } from "../value/sketch.ts";
import { type Cell, isNumeric } from "../value/type.ts";
import { numberOf } from "./aggregate-folds.ts";
import { truthOf } from "./expression-parts.ts";
import type { AggregateSlot, Bound, Scope } from "./scope.ts";

type CallNode = Node & { readonly kind: "call" };

interface Sketch {
  /** Values before the condition: those that must be given, and the most. */
  readonly required: number;
  readonly most: number;
  readonly isConditional: boolean;
  readonly type: "dynamic" | "real";
  name(first: string, second: string): string;
  check(values: readonly Bound[], node: CallNode): void;
  make(values: readonly Bound[]): { add(cells: readonly Cell[], weight: number): void; result(): Cell };
}

const numbersOrTimes = ([value]: readonly Bound[], node: CallNode): void => {
  if (value && !isNumeric(value.type) && value.type !== "datetime" && value.type !== "timespan")
    throw new KqlRefusal("type-clash", `${node.name} needs numbers or times, not a ${value.type}`, node.at);
};
const dynamics = ([value]: readonly Bound[], node: CallNode): void => {
  if (value && value.type !== "dynamic") throw new KqlRefusal("type-clash", `${node.name} needs a dynamic, not a ${value.type}`, node.at);
};
const numbers = (values: readonly Bound[], node: CallNode): void => {
  for (const { type } of values)
    if (!isNumeric(type)) throw new KqlRefusal("type-clash", `${node.name} needs numbers, not a ${type}`, node.at);
};

const hll = (isConditional: boolean): Sketch => ({
  required: 1,
  most: isConditional ? 1 : 2,
  isConditional,
  type: "dynamic",
  name: (first) => `${isConditional ? "hll_if" : "hll"}_${first}`,
  check: () => {},
  make: () => {
    const hashes = new Set<bigint>();
    return {
      add: ([value = null]) => {
        if (value === null) return;
        hashes.add(hashOf(value));
        tooMany(hashes.size, "an hll");
      },
      result: () => writeHll(hashes),
    };
  },
});

const hllMerge: Sketch = {
  ...hll(false),
  most: 1,
  name: (first) => `hll_merge_${first}`,
  check: dynamics,
  make: () => {
    const hashes = new Set<bigint>();
    return {
      add: ([value = null]) => {
        for (const hash of hllHashes(value) ?? []) hashes.add(hash);
        tooMany(hashes.size, "an hll");
      },
      result: () => writeHll(hashes),
    };
  },
};

const tdigest: Sketch = {
  required: 1,
  most: 2,
  isConditional: false,
  type: "dynamic",
  name: (first) => `tdigest_${first}`,
  check: numbersOrTimes,
  make: ([value]) => {
    const values = new Map<number | bigint, number>();
    return {
      add: ([one = null, times = 1], weight) => {
        if ((typeof one !== "number" && typeof one !== "bigint") || typeof times !== "number") return;
        values.set(one, (values.get(one) ?? 0) + times * weight);
        tooMany(values.size, "a tdigest");
      },
      result: () => writeDigest({ type: value?.type ?? "real", values }),
    };
  },
};

const tdigestMerge: Sketch = {
  ...tdigest,
  most: 1,
  name: (first) => `merge_tdigests_${first}`,
  check: dynamics,
  make: () => {
    let all: Digest | undefined;
    let isSound = true;
    return {
      add: ([value = null]) => {
        if (value === null) return;
        const digest = readDigest(value);
        const next = digest && (all ? mergeDigests([all, digest]) : digest);
        if (next) all = next;
        else isSound = false;
      },
      result: () => (all && isSound ? writeDigest(all) : null),
    };
  },
};

/** Of rows that have both. */
const covariance = (isSample: boolean, isConditional: boolean): Sketch => ({
  required: 2,
  most: 2,
  isConditional,
  type: "real",
  name: (first, second) => `covariance${isSample ? "" : "p"}${isConditional ? "if" : ""}_${first}_${second}`,
  check: numbers,
  make: () => {
    const mean = { x: 0, y: 0 };
    let [sum, count] = [0, 0];
    return {
      add: ([first = null, second = null]) => {
        const [x, y] = [numberOf(first), numberOf(second)];
        if (x === undefined || y === undefined) return;
        count++;
        const away = x - mean.x;
        mean.x += away / count;
        mean.y += (y - mean.y) / count;
        sum += away * (y - mean.y);
      },
      result: () => (count < (isSample ? 2 : 1) ? 0 : sum / (isSample ? count - 1 : count)),
    };
  },
});

/** Aggregates whose result another function reads, and those of two columns. https://learn.microsoft.com/kusto/query/aggregation-functions */
const SKETCHES: { readonly [name: string]: Sketch } = {
  hll: hll(false),
  hll_if: hll(true),
  hll_merge: hllMerge,
  tdigest,
  tdigest_merge: tdigestMerge,
  merge_tdigest: tdigestMerge,
  covariance: covariance(true, false),
  covarianceif: covariance(true, true),
  covariancep: covariance(false, false),
  covariancepif: covariance(false, true),
};
export const SKETCH_NAMES: ReadonlySet<string> = new Set(Object.keys(SKETCHES));

export function sketchSlot(node: CallNode, scope: Scope): AggregateSlot {
  const sketch = SKETCHES[node.name];
  const bounds = node.args.map((arg) => scope.binder.expression(arg.value, scope));
  const condition = sketch?.isConditional ? bounds.pop() : undefined;
  const values = bounds;
  if (!sketch || values.length < sketch.required || values.length > sketch.most || (sketch.isConditional && !condition))
    throw new KqlRefusal("bad-argument", `${node.name} has not as many arguments`, node.at);
  sketch.check(values, node);
  if (sketch.type === "dynamic")
    scope.session.notices.add("hll and tdigest keep every distinct value here: what is made of them is exact; Kusto estimates it");
  const holds = condition && truthOf(condition, node.at);
  return {
    columns: [{ name: sketch.name(values[0]?.name ?? "", values[1]?.name ?? ""), type: sketch.type }],
    // Numbers of rows that are alike are one sum for all but the covariance, whose rounding depends on their order.
    isFoldable: sketch.type === "dynamic",
    make: () => {
      const state = sketch.make(values);
      return {
        add: (cells, frame, weight = 1) => {
          if (holds && holds(cells, frame) !== true) return;
          state.add(
            values.map((value) => value.evaluate(cells, frame)),
            weight,
          );
        },
        results: () => [state.result()],
      };
    },
  };
}
