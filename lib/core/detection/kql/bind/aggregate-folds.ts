import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { compareCells, keyOf, toDynamic } from "../value/compare.ts";
import { type Dynamic, isArray, isBag } from "../value/dynamic.ts";
import { add, type Long, multiply } from "../value/long.ts";
import { type Cell, emptyOf, isInteger, isNumeric, type KqlType } from "../value/type.ts";
import { percentileOf, type Weighted } from "./percentile.ts";

type CallNode = Node & { readonly kind: "call" };

/** The state of one aggregate over one group: takes values, gives one result. */
interface Fold {
  /** `weight` times that value; once unless given. */
  add(value: Cell, weight?: number): void;
  result(): Cell;
}

export interface Definition {
  readonly prefix: string;
  /** How many arguments after the value (before the condition of the `if` form). */
  readonly extra: number;
  /** See `AggregateSlot`. Sums of reals depend on how often they are rounded, lists on every row. */
  isFoldable(value: KqlType): boolean;
  type(value: KqlType, node: CallNode): KqlType;
  make(value: KqlType, extra: readonly Cell[]): Fold;
}

const numeric = (type: KqlType, node: CallNode): void => {
  if (!isNumeric(type) && type !== "timespan" && type !== "bool" && type !== "dynamic")
    throw new KqlRefusal("type-clash", `${node.name} needs numbers, not a ${type}`, node.at);
};

const ALWAYS = (): boolean => true;
const NEVER = (): boolean => false;

const sum: Definition = {
  prefix: "sum",
  extra: 0,
  isFoldable: (type) => type === "timespan" || type === "bool" || isInteger(type),
  type: (type, node) => {
    numeric(type, node);
    return type === "timespan" || type === "decimal" ? type : isInteger(type) || type === "bool" ? "long" : "real";
  },
  make: (type) => {
    if (type === "timespan") {
      let total = 0n;
      return {
        add: (value, weight = 1) => {
          if (typeof value === "bigint") total += value * BigInt(weight);
        },
        result: () => total,
      };
    }
    if (isInteger(type) || type === "bool") {
      let total: Long = 0;
      return {
        add: (value, weight = 1) => {
          if (value !== null) total = add(total, multiply(typeof value === "bigint" ? value : Number(value), weight));
        },
        result: () => total,
      };
    }
    let total = 0;
    return {
      add: (value) => {
        const n = numberOf(value);
        if (n !== undefined) total += n;
      },
      result: () => total,
    };
  },
};

export function numberOf(value: Cell): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return Number(value);
  if (value !== null && typeof value === "object" && "value" in value && typeof value.value === "number") return value.value;
  return undefined;
}

const avg: Definition = {
  prefix: "avg",
  extra: 0,
  isFoldable: (type) => type === "timespan" || type === "datetime" || isInteger(type),
  type: (type, node) => {
    if (type === "datetime") return "datetime";
    numeric(type, node);
    return type === "timespan" ? "timespan" : "real";
  },
  make: (type) => {
    let total = 0;
    let whole: Long = 0;
    let ticks = 0n;
    let count = 0;
    const isTime = type === "timespan" || type === "datetime";
    // The engine adds longs up as longs, so a sum that overflows wraps before it is divided.
    const isWhole = isInteger(type);
    return {
      add: (value, weight = 1) => {
        const n = numberOf(value);
        if (n === undefined) return;
        count += weight;
        if (isTime) ticks += BigInt(n === undefined || typeof value !== "bigint" ? 0 : value) * BigInt(weight);
        else if (isWhole && (typeof value === "number" || typeof value === "bigint")) whole = add(whole, multiply(value, weight));
        else total += n;
      },
      result: () => {
        if (isTime) return count === 0 ? null : ticks / BigInt(count);
        return count === 0 ? Number.NaN : (isWhole ? Number(whole) : total) / count;
      },
    };
  },
};

/** Welford's running variance. */
function spread(prefix: string, finish: (squares: number, count: number) => number): Definition {
  return {
    prefix,
    extra: 0,
    isFoldable: NEVER,
    type: (type, node) => {
      numeric(type, node);
      return "real";
    },
    make: () => {
      let mean = 0;
      let squares = 0;
      let count = 0;
      return {
        add: (value) => {
          const n = numberOf(value);
          if (n === undefined) return;
          count++;
          const delta = n - mean;
          mean += delta / count;
          squares += delta * (n - mean);
        },
        result: () => finish(squares, count),
      };
    },
  };
}

function extreme(prefix: string, sign: 1 | -1): Definition {
  return {
    prefix,
    extra: 0,
    isFoldable: ALWAYS,
    type: (type, node) => {
      if (type === "dynamic") throw new KqlRefusal("type-clash", `${node.name} of a dynamic has no order; cast it`, node.at);
      return type;
    },
    make: (type) => {
      let best: Cell = null;
      return {
        add: (value) => {
          if (value !== null && (best === null || compareCells(value, best) * sign > 0)) best = value;
        },
        result: () => best ?? emptyOf(type),
      };
    },
  };
}

function distinctCount(prefix: string): Definition {
  return {
    prefix,
    extra: prefix === "dcount" ? 1 : 0,
    isFoldable: ALWAYS,
    type: () => "long",
    make: () => {
      const seen = new Set<string>();
      return {
        add: (value) => {
          if (value !== null) seen.add(keyOf(value));
        },
        result: () => seen.size,
      };
    },
  };
}

function limitOf(extra: readonly Cell[], fallback: number): number {
  const [limit] = extra;
  return typeof limit === "number" ? limit : fallback;
}

function makeList(prefix: string, fallback: number, keepsNull: boolean): Definition {
  return {
    prefix,
    extra: 1,
    isFoldable: NEVER,
    type: () => "dynamic",
    make: (type, extra) => {
      const limit = limitOf(extra, fallback);
      const list: Dynamic[] = [];
      return {
        add: (value) => {
          if (list.length < limit && (value !== null || keepsNull || type === "dynamic")) list.push(toDynamic(value, type));
        },
        result: () => list,
      };
    },
  };
}

/** Arrays are flattened one level into the set. */
function makeSet(prefix: string, fallback: number): Definition {
  return {
    prefix,
    extra: 1,
    isFoldable: ALWAYS,
    type: () => "dynamic",
    make: (type, extra) => {
      const limit = limitOf(extra, fallback);
      const set = new Map<string, Dynamic>();
      const put = (value: Dynamic) => {
        if (value === null || set.size >= limit) return;
        const key = keyOf(value);
        if (!set.has(key)) set.set(key, value);
      };
      return {
        add: (value) => {
          const boxed = toDynamic(value, type);
          if (isArray(boxed)) boxed.forEach(put);
          else put(boxed);
        },
        result: () => [...set.values()],
      };
    },
  };
}

const makeBag: Definition = {
  prefix: "bag",
  extra: 1,
  isFoldable: NEVER,
  type: () => "dynamic",
  make: (_, extra) => {
    const limit = limitOf(extra, 1_048_576);
    const bag = new Map<string, Dynamic>();
    return {
      add: (value) => {
        if (isBag(value))
          for (const [key, member] of value)
            if (bag.has(key) || bag.size < limit) {
              if (!bag.has(key)) bag.set(key, member);
            }
      },
      result: () => bag,
    };
  },
};

/** Any value of the group; one that is not empty before one that is. */
export const takeAny: Definition = {
  prefix: "any",
  extra: 0,
  isFoldable: ALWAYS,
  type: (type) => type,
  make: (type) => {
    let found: Cell = null;
    return {
      add: (value) => {
        if (found === null || found === "") found = value;
      },
      result: () => found ?? emptyOf(type),
    };
  },
};

export const percentile: Definition = {
  prefix: "percentile",
  extra: 1,
  isFoldable: ALWAYS,
  type: (type, node) => {
    if (type !== "datetime") numeric(type, node);
    return type === "bool" || type === "int" ? "long" : type;
  },
  make: (type, [rank]) => {
    const values: Weighted[] = [];
    return {
      add: (value, weight = 1) => {
        if (typeof value === "number" || typeof value === "bigint") values.push({ value, weight });
      },
      result: () => percentileOf(values, typeof rank === "number" ? rank : 50, type),
    };
  },
};

function bits(prefix: string, start: bigint, work: (a: bigint, b: bigint) => bigint): Definition {
  return {
    prefix,
    extra: 0,
    // Of an even number of equal values nothing is left of the third.
    isFoldable: () => prefix !== "binary_all_xor",
    type: () => "long",
    make: () => {
      let state = start;
      let seen = false;
      return {
        add: (value) => {
          if (typeof value !== "number" && typeof value !== "bigint") return;
          seen = true;
          state = work(state, BigInt(value));
        },
        result: () => (seen ? (BigInt.asIntN(53, state) === state ? Number(state) : state) : null),
      };
    },
  };
}

/** One value an aggregate, by name without `if`. https://learn.microsoft.com/kusto/query/aggregation-functions */
export const DEFINITIONS: { readonly [name: string]: Definition } = {
  sum,
  avg,
  min: extreme("min", -1),
  max: extreme("max", 1),
  dcount: distinctCount("dcount"),
  count_distinct: distinctCount("count_distinct"),
  make_list: makeList("list", 1_048_576, false),
  makelist: makeList("list", 128, false),
  make_list_with_nulls: makeList("list", 1_048_576, true),
  make_set: makeSet("set", 1_048_576),
  makeset: makeSet("set", 128),
  make_bag: makeBag,
  make_dictionary: { ...makeBag, prefix: "dictionary" },
  take_any: takeAny,
  any: takeAny,
  percentile,
  stdev: spread("stdev", (squares, count) => (count < 2 ? 0 : Math.sqrt(squares / (count - 1)))),
  stdevp: spread("stdevp", (squares, count) => (count === 0 ? 0 : Math.sqrt(squares / count))),
  variance: spread("variance", (squares, count) => (count < 2 ? 0 : squares / (count - 1))),
  variancep: spread("variancep", (squares, count) => (count === 0 ? 0 : squares / count)),
  binary_all_and: bits("binary_all_and", -1n, (a, b) => a & b),
  binary_all_or: bits("binary_all_or", 0n, (a, b) => a | b),
  binary_all_xor: bits("binary_all_xor", 0n, (a, b) => a ^ b),
};

/** Names of the conditional forms: the last argument (or the one after the value) is a condition. */
export const CONDITIONAL: { readonly [name: string]: string } = {
  sumif: "sum",
  avgif: "avg",
  minif: "min",
  maxif: "max",
  dcountif: "dcount",
  count_distinctif: "count_distinct",
  make_list_if: "make_list",
  make_set_if: "make_set",
  make_bag_if: "make_bag",
  stdevif: "stdev",
  stdevpif: "stdevp",
  varianceif: "variance",
  variancepif: "variancep",
  take_anyif: "take_any",
  anyif: "any",
};
