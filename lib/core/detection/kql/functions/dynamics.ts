import { compareCells, keyOf, sameDynamic, toDynamic } from "../value/compare.ts";
import { type Dynamic, isArray, isBag, numberIn } from "../value/dynamic.ts";
import { type JsonPath, readJsonPath } from "../value/json-path.ts";
import type { Cell, KqlType } from "../value/type.ts";
import { badArgument, dynamic, type FunctionTable, fn, num, type ScalarFunction, text } from "./signature.ts";

function array(value: Cell | undefined): readonly Dynamic[] | undefined {
  const one = dynamic(value);
  return isArray(one) ? one : undefined;
}

function distinct(values: readonly Dynamic[]): readonly Dynamic[] {
  return [...new Map(values.map((value) => [keyOf(value), value])).values()];
}

/** A set function of two or more arrays; null when one is no array. */
function sets(work: (first: readonly Dynamic[], rest: readonly (readonly Dynamic[])[]) => readonly Dynamic[]): ScalarFunction {
  return fn(
    "dynamic dynamic dynamic*",
    "dynamic",
    (args) => {
      const arrays = args.map(array);
      const [first, ...rest] = arrays;
      const others = rest.filter((one) => one !== undefined);
      return first === undefined || others.length < rest.length ? null : distinct(work(first, others));
    },
    { seesNull: true },
  );
}

const has = (values: readonly Dynamic[]) => {
  const keys = new Set(values.map(keyOf));
  return (value: Dynamic) => keys.has(keyOf(value));
};

function pack(args: readonly Cell[], types: readonly KqlType[], at: number): Dynamic {
  if (args.length % 2 !== 0) throw badArgument("names and values come in pairs", at);
  const bag = new Map<string, Dynamic>();
  for (let i = 0; i < args.length; i += 2) bag.set(String(args[i] ?? ""), toDynamic(args[i + 1] ?? null, types[i + 1] ?? "dynamic"));
  return bag;
}
const packing = fn("any*", "dynamic", pack, { seesNull: true });

/** The nth place of a value among the `most` from a start, which counts from the end when it is negative. */
function indexOf(values: readonly Dynamic[], wanted: Dynamic, start: number, most: number, nth: number): number {
  const from = bounded(start, values.length);
  let left = nth;
  for (let i = from; i < values.length && (most < 0 || i < from + most); i++)
    if (sameDynamic(values[i] ?? null, wanted) && --left === 0) return i;
  return -1;
}

/**
 * Numbers before texts, nulls last whichever way unless told otherwise; the other arrays follow the first, and are null where they
 * have not its length.
 */
function sorted(args: readonly Cell[], sign: number): Dynamic {
  const [first, ...others] = args.filter((arg) => typeof arg !== "boolean").map(array);
  const nullsLast = args.find((arg) => typeof arg === "boolean") ?? true;
  if (!first) return null;
  const order = first
    .map((value, index) => ({ value, index }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return a.value === b.value ? 0 : (a.value === null ? 1 : -1) * (nullsLast ? 1 : -1);
      const [x, y] = [numberIn(a.value), numberIn(b.value)];
      return (x !== undefined && y !== undefined ? x - y : compareCells(a.value, b.value)) * sign || a.index - b.index;
    });
  const result = order.map(({ value }) => value);
  if (others.length === 0) return result;
  return [result, ...others.map((other) => (other?.length === first.length ? order.map(({ index }) => other[index] ?? null) : null))];
}

function bounded(index: number, length: number): number {
  return index < 0 ? Math.max(0, length + index) : Math.min(index, length);
}

function slice(values: readonly Dynamic[], start: number, end: number): readonly Dynamic[] {
  const from = bounded(start, values.length);
  const to = end < 0 ? values.length + end : Math.min(end, values.length - 1);
  return values.slice(from, to + 1);
}

function splitAt(values: readonly Dynamic[], at: Dynamic): Dynamic {
  const cuts = (isArray(at) ? at : [at]).map((cut) => bounded(numberIn(cut) ?? 0, values.length));
  const parts: Dynamic[] = [];
  let from = 0;
  for (const cut of cuts) {
    parts.push(values.slice(from, cut));
    from = Math.max(from, cut);
  }
  return [...parts, values.slice(from)];
}

function rotate(values: readonly Dynamic[], by: number): readonly Dynamic[] {
  const n = values.length;
  const cut = n === 0 ? 0 : ((by % n) + n) % n;
  return [...values.slice(cut), ...values.slice(0, cut)];
}

function shift(values: readonly Dynamic[], by: number, fill: Dynamic): readonly Dynamic[] {
  return values.map((_, index) => (index + by >= 0 && index + by < values.length ? (values[index + by] ?? null) : fill));
}

function total(values: readonly Dynamic[]): number | null {
  const numbers = values.map(numberIn);
  return numbers.some((one) => one === undefined) ? null : numbers.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

/** A value less what lies under a path. */
function without(value: Dynamic, [step, ...rest]: JsonPath): Dynamic {
  if (typeof step !== "string" || !isBag(value) || !value.has(step)) return value;
  if (rest.length === 0) return new Map([...value].filter(([key]) => key !== step));
  return new Map([...value].map(([key, member]) => [key, key === step ? without(member, rest) : member]));
}

const MAX_RANGE = 1_048_576;

function range(args: readonly Cell[], types: readonly KqlType[]): Dynamic {
  const [from, to, step] = args;
  const type = types.includes("real") ? "real" : (types[0] ?? "long");
  if ((typeof from !== "number" && typeof from !== "bigint") || (typeof to !== "number" && typeof to !== "bigint")) return null;
  const size = step === undefined || step === null ? (type === "datetime" ? 36_000_000_000n : typeof from === "bigint" ? 1n : 1) : step;
  if ((typeof size !== "number" && typeof size !== "bigint") || size === 0 || size === 0n) return null;
  const list: Dynamic[] = [];
  const isWhole = [from, to, size].every((one) => typeof one === "bigint" || Number.isInteger(one));
  if (isWhole && (typeof from === "bigint" || typeof size === "bigint")) {
    const [end, by] = [BigInt(to), BigInt(size)];
    for (let value = BigInt(from); (by > 0n ? value <= end : value >= end) && list.length < MAX_RANGE; value += by)
      list.push(toDynamic(value, type));
    return list;
  }
  const [first, by] = [Number(from), Number(size)];
  const count = Math.floor((Number(to) - first) / by + 1e-9);
  for (let i = 0; i <= Math.min(count, MAX_RANGE - 1); i++) list.push(toDynamic(first + i * by, type));
  return list;
}

function treePaths(value: Dynamic, path: string, out: string[]): void {
  if (path !== "") out.push(path);
  if (isBag(value)) for (const [key, member] of value) treePaths(member, `${path}['${key}']`, out);
  else if (isArray(value)) for (const member of value) treePaths(member, `${path}[0]`, out);
}

/** Each element by the truth of the one at its place. */
const choosing = fn("dynamic any any", "dynamic", ([tests, yes, no], types) => {
  const pick = (value: Cell | undefined, type: KqlType | undefined, index: number): Dynamic => {
    const a = array(value);
    return a ? (a[index] ?? null) : toDynamic(value ?? null, type ?? "dynamic");
  };
  return (
    array(tests)?.map((test, i) => {
      const truth = typeof test === "boolean" ? test : numberIn(test);
      return truth === undefined ? null : truth ? pick(yes, types[1], i) : pick(no, types[2], i);
    }) ?? null
  );
});

/** https://learn.microsoft.com/kusto/query/scalar-functions#dynamicarray-functions */
export const DYNAMIC_FUNCTIONS: FunctionTable = {
  array_length: fn("dynamic", "long", ([value]) => array(value)?.length ?? null),
  array_concat: fn("dynamic dynamic*", "dynamic", (args) => args.flatMap((arg) => array(arg) ?? []), { seesNull: true }),
  array_index_of: fn("dynamic any long? long? long?", "long", ([value, wanted, start, length, occurrence], types) => {
    const values = array(value);
    const [from, most, nth] = [start ?? 0, length ?? -1, occurrence ?? 1].map(Number);
    if (!values || from === undefined || most === undefined || nth === undefined || most < -1 || nth < 1) return null;
    return indexOf(values, toDynamic(wanted ?? null, types[1] ?? "dynamic"), from, most, nth);
  }),
  array_slice: fn("dynamic long long", "dynamic", ([value, start, end]) => {
    const a = array(value);
    return a ? slice(a, num(start), num(end)) : null;
  }),
  array_split: fn("dynamic any", "dynamic", ([value, at]) => {
    const a = array(value);
    return a ? splitAt(a, dynamic(at)) : null;
  }),
  array_reverse: fn("dynamic", "dynamic", ([value]) => array(value)?.toReversed() ?? null),
  array_sum: fn("dynamic", "real", ([value]) => {
    const a = array(value);
    return a ? total(a) : null;
  }),
  array_sort_asc: fn("dynamic any*", "dynamic", (args) => sorted(args, 1)),
  array_sort_desc: fn("dynamic any*", "dynamic", (args) => sorted(args, -1)),
  array_rotate_left: fn("dynamic long", "dynamic", ([value, by]) => {
    const a = array(value);
    return a ? rotate(a, num(by)) : null;
  }),
  array_rotate_right: fn("dynamic long", "dynamic", ([value, by]) => {
    const a = array(value);
    return a ? rotate(a, -num(by)) : null;
  }),
  array_shift_left: fn("dynamic long any?", "dynamic", ([value, by, fill], types) => {
    const a = array(value);
    return a ? shift(a, num(by), toDynamic(fill ?? null, types[2] ?? "dynamic")) : null;
  }),
  array_shift_right: fn("dynamic long any?", "dynamic", ([value, by, fill], types) => {
    const a = array(value);
    return a ? shift(a, -num(by), toDynamic(fill ?? null, types[2] ?? "dynamic")) : null;
  }),
  array_iff: choosing,
  array_iif: choosing,
  pack_array: fn("any*", "dynamic", (args, types) => args.flatMap((arg, i) => [toDynamic(arg, types[i] ?? "dynamic")]), { seesNull: true }),
  pack: packing,
  bag_pack: packing,
  pack_dictionary: packing,
  bag_keys: fn("dynamic", "dynamic", ([value]) => {
    const bag = dynamic(value);
    return isBag(bag) ? [...bag.keys()] : null;
  }),
  bag_has_key: fn("dynamic string", "bool", ([value, key]) => {
    const bag = dynamic(value);
    return isBag(bag) ? bag.has(text(key)) : null;
  }),
  bag_merge: fn("dynamic dynamic dynamic*", "dynamic", (args) => {
    const bag = new Map<string, Dynamic>();
    for (const arg of args)
      if (isBag(dynamic(arg))) for (const [key, member] of arg instanceof Map ? arg : []) if (!bag.has(key)) bag.set(key, member);
    return bag;
  }),
  bag_remove_keys: fn("dynamic dynamic", "dynamic", ([value, keys]) => {
    const bag = dynamic(value);
    if (!isBag(bag)) return null;
    const named = (array(keys) ?? []).map(String);
    return named.map((key) => (key.startsWith("$") ? (readJsonPath(key) ?? []) : [key])).reduce<Dynamic>(without, bag);
  }),
  bag_set_key: fn("dynamic string any", "dynamic", ([value, key, member], types) => {
    const bag = dynamic(value);
    return isBag(bag) ? new Map([...bag, [text(key), toDynamic(member ?? null, types[2] ?? "dynamic")]]) : null;
  }),
  bag_zip: fn("dynamic dynamic", "dynamic", ([keys, values]) => {
    const [k, v] = [array(keys), array(values)];
    return k && v ? new Map(k.map((key, i) => [String(key), v[i] ?? null])) : null;
  }),
  treepath: fn("dynamic", "dynamic", ([value]) => {
    const out: string[] = [];
    treePaths(dynamic(value), "", out);
    return out;
  }),
  zip: fn("dynamic dynamic dynamic*", "dynamic", (args) => {
    const arrays = args.map((arg) => array(arg) ?? []);
    return Array.from({ length: Math.max(...arrays.map((one) => one.length)) }, (_, i) => arrays.map((one) => one[i] ?? null));
  }),
  repeat: fn("any long", "dynamic", ([value, count], types) =>
    Array.from({ length: Math.min(Math.max(num(count), 0), MAX_RANGE) }, () => toDynamic(value ?? null, types[0] ?? "dynamic")),
  ),
  range: fn("any any any?", "dynamic", range),
  set_union: sets((first, rest) => [...first, ...rest.flat()]),
  set_intersect: sets((first, rest) => first.filter((value) => rest.every((other) => has(other)(value)))),
  set_difference: sets((first, rest) => first.filter((value) => !rest.some((other) => has(other)(value)))),
  set_equals: fn("dynamic dynamic", "bool", ([a, b]) => {
    const [x, y] = [array(a), array(b)];
    return x && y ? x.every(has(y)) && y.every(has(x)) : null;
  }),
  set_has_element: fn("dynamic any", "bool", ([values, wanted], types) => {
    const a = array(values);
    return a ? a.some((one) => sameDynamic(one, toDynamic(wanted ?? null, types[1] ?? "dynamic"))) : null;
  }),
  jaccard_index: fn("dynamic dynamic", "real", ([a, b]) => {
    const [x, y] = [distinct(array(a) ?? []), distinct(array(b) ?? [])];
    const common = x.filter(has(y)).length;
    return common / (x.length + y.length - common);
  }),
};
