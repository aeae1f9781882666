import { type Dynamic, isArray, numberIn, real } from "../value/dynamic.ts";
import type { Cell } from "../value/type.ts";
import { badArgument, dynamic, type FunctionTable, fn, num, type ScalarFunction } from "./signature.ts";

export type Series = readonly (number | undefined)[];

/** The numbers of an array; what is none is undefined. Undefined for what is no array. */
export function seriesOf(value: Cell | undefined): Series | undefined {
  const one = dynamic(value);
  return isArray(one) ? one.map(numberIn) : undefined;
}

function itemsOf(value: Cell | undefined): readonly Dynamic[] | undefined {
  const one = dynamic(value);
  return isArray(one) ? one : undefined;
}

export function reals(values: Series): readonly Dynamic[] {
  return values.map((value) => (value === undefined ? null : real(value)));
}

const allWhole = (...values: readonly Dynamic[]) =>
  values.every((value) => value === null || typeof value === "number" || typeof value === "bigint");

/** One number after the other; of whole numbers a whole one where the operation keeps it so. */
function pairwise(work: (a: number, b: number) => number | boolean, keepsWhole: boolean): ScalarFunction {
  return fn("any any", "dynamic", ([first, second]) => {
    const [a, b] = [itemsOf(first), itemsOf(second)];
    const length = Math.max(a?.length ?? 0, b?.length ?? 0);
    if (!a && !b) return null;
    return Array.from({ length }, (_, i): Dynamic => {
      const [left, right] = [a ? (a[i] ?? null) : dynamic(first), b ? (b[i] ?? null) : dynamic(second)];
      const [x, y] = [numberIn(left), numberIn(right)];
      if (x === undefined || y === undefined) return null;
      const made = work(x, y);
      if (typeof made === "boolean") return made;
      return keepsWhole && allWhole(left, right) && Number.isInteger(left) && Number.isInteger(right) ? made : real(made);
    });
  });
}

function each(work: (value: number) => number, keepsWhole = false): ScalarFunction {
  return fn("dynamic", "dynamic", ([series]) => {
    const items = itemsOf(series);
    if (!items) return null;
    return items.map((item): Dynamic => {
      const value = numberIn(item);
      if (value === undefined) return null;
      const made = work(value);
      return keepsWhole && Number.isInteger(item) ? made : real(made);
    });
  });
}

/** A missing point: null, or the value given for it. */
function isMissing(item: Dynamic, missing: Cell | undefined): boolean {
  if (item === null) return true;
  return missing !== undefined && missing !== null && numberIn(item) === num(missing);
}

function fillFrom(items: readonly Dynamic[], missing: Cell | undefined): readonly Dynamic[] {
  let last: Dynamic = null;
  return items.map((item) => {
    if (isMissing(item, missing)) return last ?? item;
    last = item;
    return item;
  });
}

function fillLinear([series, missing, edges, fallback]: readonly Cell[]): Dynamic {
  const items = itemsOf(series);
  if (!items) return null;
  const known = items.flatMap((item, index) => (isMissing(item, missing) ? [] : [index]));
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return items.map(() => (fallback === undefined ? real(0) : real(num(fallback))));
  const value = (index: number) => numberIn(items[index] ?? null) ?? 0;
  return items.map((item, i): Dynamic => {
    if (!isMissing(item, missing)) return item;
    if (i < first || i > last) return edges === false ? item : (items[i < first ? first : last] ?? null);
    const left = known.findLast((index) => index < i) ?? first;
    const right = known.find((index) => index > i) ?? last;
    return real(value(left) + ((value(right) - value(left)) * (i - left)) / (right - left));
  });
}

/** A moving sum by a filter's weights; the ends see fewer points. https://learn.microsoft.com/kusto/query/series-fir-function */
function fir([series, filter, normalize, center]: readonly Cell[], at: number): Dynamic {
  const values = seriesOf(series);
  const weights = seriesOf(filter)?.map((weight) => weight ?? 0);
  if (!values || !weights || weights.length === 0) return null;
  if (weights.length > 1_024) throw badArgument("a filter has at most 1024 weights", at);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const isSigned = weights.some((weight) => weight < 0);
  const divides = (normalize ?? !isSigned) === true;
  const shift = center === true ? Math.floor(weights.length / 2) : 0;
  return reals(
    values.map((_, i) => {
      let sum = 0;
      let seen = 0;
      weights.forEach((weight, k) => {
        const value = values[i - k + shift];
        if (value === undefined) return;
        sum += value * weight;
        seen += weight;
      });
      if (!divides) return sum;
      const by = seen === 0 ? total : seen;
      return by === 0 ? 0 : sum / by;
    }),
  );
}

/** y[i] = (Σ b[k]·x[i−k] − Σ a[k]·y[i−k]) / a[0]. https://learn.microsoft.com/kusto/query/series-iir-function */
function iir([series, numerators, denominators]: readonly Cell[]): Dynamic {
  const values = seriesOf(series);
  const [b, a] = [seriesOf(numerators), seriesOf(denominators)];
  const scale = a?.[0];
  if (!values || !b || !a || !scale) return null;
  const out: number[] = [];
  values.forEach((_, i) => {
    let sum = 0;
    b.forEach((weight, k) => {
      sum += (weight ?? 0) * (values[i - k] ?? 0);
    });
    a.forEach((weight, k) => {
      if (k > 0) sum -= (weight ?? 0) * (out[i - k] ?? 0);
    });
    out.push(sum / scale);
  });
  return reals(out);
}

function reduced(work: (a: readonly number[], b: readonly number[]) => number): ScalarFunction {
  return fn("any any", "real", ([first, second]) => {
    const [a, b] = [seriesOf(first), seriesOf(second)];
    const x = a ?? (b && typeof first === "number" ? b.map(() => first) : undefined);
    const y = b ?? (a && typeof second === "number" ? a.map(() => second) : undefined);
    if (!x || !y || x.length !== y.length || x.includes(undefined) || y.includes(undefined)) return null;
    return work(
      x.map((value) => value ?? 0),
      y.map((value) => value ?? 0),
    );
  });
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const mean = (a: readonly number[]) => a.reduce((sum, value) => sum + value, 0) / a.length;

function pearson(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [a.map((value) => value - mean(a)), b.map((value) => value - mean(b))];
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

const folded = (work: (sum: number, value: number) => number, start: number, finish = (sum: number) => sum): ScalarFunction =>
  fn("dynamic", "real", ([series]) => {
    const values = seriesOf(series);
    return values ? finish(values.reduce<number>((sum, value) => (value === undefined ? sum : work(sum, value)), start)) : null;
  });

/** https://learn.microsoft.com/kusto/query/scalar-functions#series-processing-functions */
export const SERIES_FUNCTIONS: FunctionTable = {
  series_add: pairwise((a, b) => a + b, true),
  series_subtract: pairwise((a, b) => a - b, true),
  series_multiply: pairwise((a, b) => a * b, true),
  series_divide: pairwise((a, b) => a / b, false),
  series_pow: pairwise((a, b) => a ** b, false),
  series_greater: pairwise((a, b) => a > b, false),
  series_greater_equals: pairwise((a, b) => a >= b, false),
  series_less: pairwise((a, b) => a < b, false),
  series_less_equals: pairwise((a, b) => a <= b, false),
  series_equals: pairwise((a, b) => a === b, false),
  series_not_equals: pairwise((a, b) => a !== b, false),
  series_abs: each(Math.abs, true),
  series_sign: each(Math.sign, true),
  series_ceiling: each(Math.ceil),
  series_floor: each(Math.floor),
  series_exp: each(Math.exp),
  series_log: each(Math.log),
  series_sin: each(Math.sin),
  series_cos: each(Math.cos),
  series_tan: each(Math.tan),
  series_asin: each(Math.asin),
  series_acos: each(Math.acos),
  series_atan: each(Math.atan),
  series_sum: folded((sum, value) => sum + value, 0),
  series_product: folded((sum, value) => sum * value, 1),
  series_magnitude: folded((sum, value) => sum + value * value, 0, Math.sqrt),
  series_dot_product: reduced(dot),
  series_pearson_correlation: reduced(pearson),
  series_cosine_similarity: reduced((a, b) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))),
  series_fill_const: fn(
    "dynamic any any?",
    "dynamic",
    ([series, constant, missing], [, type]) =>
      itemsOf(series)?.map((item) => {
        if (!isMissing(item, missing)) return item;
        return type === "real" ? real(num(constant)) : dynamic(constant);
      }) ?? null,
  ),
  series_fill_forward: fn("dynamic any?", "dynamic", ([series, missing]) => {
    const items = itemsOf(series);
    return items ? fillFrom(items, missing) : null;
  }),
  series_fill_backward: fn("dynamic any?", "dynamic", ([series, missing]) => {
    const items = itemsOf(series);
    return items ? [...fillFrom([...items].reverse(), missing)].reverse() : null;
  }),
  series_fill_linear: fn("dynamic any? bool? any?", "dynamic", (args) => fillLinear(args), { seesNull: true }),
  series_fir: fn("dynamic dynamic bool? bool?", "dynamic", (args, _, at) => fir(args, at)),
  series_iir: fn("dynamic dynamic dynamic", "dynamic", (args) => iir(args)),
};
