import type { Series } from "./series.ts";

/** Points that are there, with their places. */
function present(values: Series): readonly (readonly [index: number, value: number])[] {
  return values.flatMap((value, index) => (value === undefined ? [] : [[index, value] as const]));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => (values.length === 0 ? 0 : sum(values) / values.length);

export interface SeriesStats {
  readonly min: number;
  readonly minIndex: number;
  readonly max: number;
  readonly maxIndex: number;
  readonly avg: number;
  readonly stdev: number;
  readonly variance: number;
  readonly count: number;
  readonly total: number;
}

/** Undefined for a series without numbers. The variance is that of a sample. */
export function statsOf(values: Series): SeriesStats | undefined {
  const points = present(values);
  const [first] = points;
  if (!first) return undefined;
  const numbers = points.map(([, value]) => value);
  const avg = mean(numbers);
  const variance = numbers.length < 2 ? 0 : sum(numbers.map((value) => (value - avg) ** 2)) / (numbers.length - 1);
  const low = points.reduce((best, point) => (point[1] < best[1] ? point : best), first);
  const high = points.reduce((best, point) => (point[1] > best[1] ? point : best), first);
  return {
    min: low[1],
    minIndex: low[0],
    max: high[1],
    maxIndex: high[0],
    avg,
    stdev: Math.sqrt(variance),
    variance,
    count: numbers.length,
    total: sum(numbers),
  };
}

export interface Line {
  readonly rsquare: number;
  readonly slope: number;
  readonly variance: number;
  readonly rvariance: number;
  readonly interception: number;
  readonly fit: readonly number[];
}

/** Least squares through the points at 0, 1, 2, …; missing points are not looked at, and are on the line. */
export function lineOf(values: Series): Line {
  const points = present(values);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [mx, my] = [mean(xs), mean(ys)];
  const sxx = sum(xs.map((x) => (x - mx) ** 2));
  const slope = sxx === 0 ? 0 : sum(points.map(([x, y]) => (x - mx) * (y - my))) / sxx;
  const interception = my - slope * mx;
  const freedom = Math.max(1, points.length - 1);
  const variance = sum(ys.map((y) => (y - my) ** 2)) / freedom;
  const rvariance = sum(points.map(([x, y]) => (y - interception - slope * x) ** 2)) / freedom;
  const rsquare = variance === 0 ? 0 : 1 - rvariance / variance;
  return { rsquare, slope, variance, rvariance, interception, fit: values.map((_, x) => interception + slope * x) };
}

export interface TwoLines {
  readonly split: number;
  readonly rsquare: number;
  readonly variance: number;
  readonly rvariance: number;
  readonly left: Line;
  readonly right: Line;
  readonly fit: readonly number[];
}

/** The two lines, one after the other, that leave the least squares; undefined for fewer than four points. */
export function twoLinesOf(values: Series): TwoLines | undefined {
  if (values.length < 4) return undefined;
  let best: { readonly split: number; readonly left: Line; readonly right: Line; readonly error: number } | undefined;
  const errorOf = (part: Series, line: Line) => sum(present(part).map(([x, y]) => (y - (line.fit[x] ?? 0)) ** 2));
  for (let split = 2; split <= values.length - 2; split++) {
    const [a, b] = [values.slice(0, split), values.slice(split)];
    const [left, right] = [lineOf(a), lineOf(b)];
    const error = errorOf(a, left) + errorOf(b, right);
    if (!best || error < best.error) best = { split, left, right, error };
  }
  if (!best) return undefined;
  const { variance } = lineOf(values);
  const rvariance = best.error / Math.max(1, present(values).length - 1);
  const rsquare = variance === 0 ? 0 : 1 - rvariance / variance;
  return {
    split: best.split,
    rsquare,
    variance,
    rvariance,
    left: best.left,
    right: best.right,
    fit: [...best.left.fit, ...best.right.fit],
  };
}

/** Percentile with linear interpolation between the neighbours. */
function percentile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
}

/** Tukey's fences: how many ranges a value lies beyond them, below with a minus; 0 within, and for missing points. */
export function outlierScores(values: Series, low: number, high: number): readonly number[] {
  const sorted = present(values)
    .map(([, value]) => value)
    .sort((a, b) => a - b);
  if (sorted.length === 0) return values.map(() => 0);
  const [bottom, top] = [percentile(sorted, low), percentile(sorted, high)];
  const range = top - bottom;
  return values.map((value) => {
    if (value === undefined || (value >= bottom && value <= top)) return 0;
    const beyond = value > top ? value - top : value - bottom;
    return range === 0 ? Math.sign(beyond) * Number.POSITIVE_INFINITY : beyond / range;
  });
}

function median(values: readonly number[]): number {
  return percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Each point is the median of the points in its phase. */
export function seasonalOf(values: Series, period: number): readonly number[] {
  if (period < 2) return values.map(() => 0);
  const phases = Array.from({ length: period }, (_, phase) => {
    const points = values.filter((value, index): value is number => value !== undefined && index % period === phase);
    return points.length === 0 ? 0 : median(points);
  });
  return values.map((_, index) => phases[index % period] ?? 0);
}

/** The period with the highest autocorrelation among those that are a peak of it and reach the threshold; 0 when there is none. */
export function periodOf(values: Series, threshold: number): number {
  const numbers = values.map((value) => value ?? 0);
  const line = lineOf(numbers);
  const flat = numbers.map((value, index) => value - (line.fit[index] ?? 0));
  const power = sum(flat.map((value) => value * value));
  if (power === 0) return 0;
  const score = (lag: number) => {
    const pairs = flat.length - lag;
    const product = sum(flat.slice(lag).map((value, index) => value * (flat[index] ?? 0)));
    return product / power / (pairs / flat.length);
  };
  const scores = Array.from({ length: Math.floor(flat.length / 2) + 2 }, (_, lag) => (lag === 0 ? 1 : score(lag)));
  let best = 0;
  for (let lag = 2; lag <= Math.floor(flat.length / 2); lag++) {
    const here = scores[lag] ?? 0;
    const isPeak = here >= (scores[lag - 1] ?? 0) && here >= (scores[lag + 1] ?? 0);
    // A multiple of a period is as good: only a clearly better one replaces the shorter.
    if (isPeak && here >= threshold && (best === 0 || here > (scores[best] ?? 0) + 0.05)) best = lag;
  }
  return best;
}

export type Trend = "avg" | "linefit" | "none";

export interface Decomposed {
  readonly baseline: readonly number[];
  readonly seasonal: readonly number[];
  readonly trend: readonly number[];
  readonly residual: readonly number[];
}

/**
 * Seasonal part, then the trend of what is left of it. The last `testPoints` are not learned from. With `linefit` the slope is taken
 * off first: otherwise the phases of a rising series would hold the rise within a period, and every period begin with a step.
 * https://learn.microsoft.com/kusto/query/series-decompose-function
 */
export function decompose(values: Series, period: number, trend: Trend, testPoints: number): Decomposed {
  const learned = values.slice(0, Math.max(0, values.length - testPoints));
  const slope = trend === "linefit" ? lineOf(learned).slope : 0;
  const phases = seasonalOf(
    learned.map((value, index) => (value === undefined ? undefined : value - slope * index)),
    period,
  );
  const seasonal = values.map((_, index) => (period < 2 ? 0 : (phases[index % period] ?? 0)));
  const rest = learned.map((value, index) => (value === undefined ? undefined : value - (seasonal[index] ?? 0)));
  const line = lineOf(rest);
  const average = mean(present(rest).map(([, value]) => value));
  const trendAt = (index: number) => (trend === "none" ? 0 : trend === "avg" ? average : line.interception + line.slope * index);
  const trends = values.map((_, index) => trendAt(index));
  const baseline = values.map((_, index) => (seasonal[index] ?? 0) + (trends[index] ?? 0));
  const residual = values.map((value, index) => (value === undefined ? 0 : value - (baseline[index] ?? 0)));
  return { baseline, seasonal, trend: trends, residual };
}
