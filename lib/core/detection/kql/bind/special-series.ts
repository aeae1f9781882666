import { reals, type Series, seriesOf } from "../functions/series.ts";
import { decompose, lineOf, outlierScores, periodOf, seasonalOf, statsOf, type Trend, twoLinesOf } from "../functions/series-models.ts";
import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { type Dynamic, real } from "../value/dynamic.ts";
import type { Cell, KqlType } from "../value/type.ts";
import { type Bound, constantOf, emptyScope, type Scope } from "./scope.ts";

type CallNode = Node & { readonly kind: "call" };

/** A function of a series that gives several columns; unnamed ones are called `function_column_part`. */
interface SeriesForm {
  readonly parts: readonly (readonly [name: string, type: KqlType])[];
  /** Most arguments beside the series; they are constants. */
  readonly most: number;
  /** Null cells for what is no series. */
  read(values: Series, options: readonly Cell[], warn: (notice: string) => void): readonly Cell[] | undefined;
}

const FOUND =
  "the season of a series is the lag of its highest autocorrelation (at least the threshold); Kusto's own search may find another";

function trendNamed(value: Cell | undefined): Trend {
  return value === "linefit" || value === "none" ? value : "avg";
}

function seasonOf(values: Series, wanted: Cell | undefined, threshold: Cell | undefined, warn: (notice: string) => void): number {
  const period = wanted === undefined || wanted === null ? -1 : Number(wanted);
  if (period >= 0) return period;
  warn(FOUND);
  return periodOf(values, threshold === undefined || threshold === null ? 0.6 : Number(threshold));
}

const number = (value: Cell | undefined, otherwise: number) => (value === undefined || value === null ? otherwise : Number(value));

const STATS: readonly (readonly [string, KqlType])[] = [
  ["min", "real"],
  ["min_idx", "long"],
  ["max", "real"],
  ["max_idx", "long"],
  ["avg", "real"],
  ["stdev", "real"],
  ["variance", "real"],
];

const LINE: readonly (readonly [string, KqlType])[] = [
  ["rsquare", "real"],
  ["slope", "real"],
  ["variance", "real"],
  ["rvariance", "real"],
  ["interception", "real"],
  ["line_fit", "dynamic"],
];

const TWO_LINES: readonly (readonly [string, KqlType])[] = [
  ["rsquare", "real"],
  ["split_idx", "long"],
  ["variance", "real"],
  ["rvariance", "real"],
  ["line_fit", "dynamic"],
  ...(["right", "left"] as const).flatMap((side): readonly (readonly [string, KqlType])[] => [
    [`${side}_rsquare`, "real"],
    [`${side}_slope`, "real"],
    [`${side}_interception`, "real"],
    [`${side}_variance`, "real"],
    [`${side}_rvariance`, "real"],
  ]),
];

const FORMS: { readonly [name: string]: SeriesForm } = {
  series_stats: {
    parts: STATS,
    most: 1,
    read: (values) => {
      const stats = statsOf(values);
      return stats && [stats.min, stats.minIndex, stats.max, stats.maxIndex, stats.avg, stats.stdev, stats.variance];
    },
  },
  series_fit_line: {
    parts: LINE,
    most: 0,
    read: (values) => {
      const { rsquare, slope, variance, rvariance, interception, fit } = lineOf(values);
      return [rsquare, slope, variance, rvariance, interception, reals(fit)];
    },
  },
  series_fit_2lines: {
    parts: TWO_LINES,
    most: 0,
    read: (values) => {
      const found = twoLinesOf(values);
      if (!found) return undefined;
      const sides = [found.right, found.left].flatMap((line) => [
        line.rsquare,
        line.slope,
        line.interception,
        line.variance,
        line.rvariance,
      ]);
      return [found.rsquare, found.split, found.variance, found.rvariance, reals(found.fit), ...sides];
    },
  },
  series_decompose: {
    parts: [
      ["baseline", "dynamic"],
      ["seasonal", "dynamic"],
      ["trend", "dynamic"],
      ["residual", "dynamic"],
    ],
    most: 4,
    read: (values, [season, trend, testPoints, threshold], warn) => {
      const made = decompose(values, seasonOf(values, season, threshold, warn), trendNamed(trend), number(testPoints, 0));
      return [reals(made.baseline), reals(made.seasonal), reals(made.trend), reals(made.residual)];
    },
  },
  series_decompose_anomalies: {
    parts: [
      ["ad_flag", "dynamic"],
      ["ad_score", "dynamic"],
      ["baseline", "dynamic"],
    ],
    most: 6,
    read: (values, [threshold, season, trend, testPoints, method, seasonThreshold], warn) => {
      const period = seasonOf(values, season, seasonThreshold, warn);
      const { baseline, residual } = decompose(values, period, trendNamed(trend), number(testPoints, 0));
      const scores = method === "tukey" ? outlierScores(residual, 0.25, 0.75) : outlierScores(residual, 0.1, 0.9);
      const limit = number(threshold, 1.5);
      const flags = scores.map((score): Dynamic => (score > limit ? 1 : score < -limit ? -1 : 0));
      return [flags, reals(scores), reals(baseline)];
    },
  },
};

/** The functions of one result. */
const SINGLE: { readonly [name: string]: Omit<SeriesForm, "parts"> } = {
  series_stats_dynamic: {
    most: 1,
    read: (values) => {
      const stats = statsOf(values);
      if (!stats) return undefined;
      const { min, minIndex, max, maxIndex, avg, stdev, variance, total, count } = stats;
      const bag: readonly (readonly [string, Dynamic])[] = [
        ["min", real(min)],
        ["min_idx", minIndex],
        ["max", real(max)],
        ["max_idx", maxIndex],
        ["avg", real(avg)],
        ["stdev", real(stdev)],
        ["variance", real(variance)],
        ["sum", real(total)],
        ["len", count],
      ];
      return [new Map(bag)];
    },
  },
  series_outliers: {
    most: 4,
    read: (values, [kind, ignored, low, high]) => {
      const kept = values.map((value) => (ignored !== undefined && ignored !== null && value === Number(ignored) ? undefined : value));
      const isPlain = kind === "tukey";
      return [reals(outlierScores(kept, isPlain ? 0.25 : number(low, 10) / 100, isPlain ? 0.75 : number(high, 90) / 100))];
    },
  },
  series_decompose_forecast: {
    most: 4,
    read: (values, [points, season, trend, threshold], warn) => {
      const testPoints = number(points, 0);
      const learned = values.slice(0, Math.max(0, values.length - testPoints));
      const period = seasonOf(learned, season, threshold, warn);
      return [reals(decompose(values, period, trend === undefined ? "linefit" : trendNamed(trend), testPoints).baseline)];
    },
  },
  series_seasonal: {
    most: 1,
    read: (values, [season], warn) => [reals(seasonalOf(values, seasonOf(values, season, undefined, warn)))],
  },
};

export const SERIES_FORMS: { readonly [name: string]: (node: CallNode, scope: Scope) => Bound } = Object.fromEntries([
  ...Object.entries(FORMS).map(
    ([name, form]) => [name, (node: CallNode, scope: Scope) => bindForm(node, scope, form, form.parts)] as const,
  ),
  ...Object.entries(SINGLE).map(([name, form]) => [name, (node: CallNode, scope: Scope) => bindForm(node, scope, form, null)] as const),
]);

function bindForm(node: CallNode, scope: Scope, form: Omit<SeriesForm, "parts">, parts: SeriesForm["parts"] | null): Bound {
  const [first, ...rest] = node.args;
  if (!first || rest.length > form.most) {
    throw new KqlRefusal("bad-argument", `${node.name} takes a series and at most ${form.most} more arguments`, node.at);
  }
  const series = scope.binder.expression(first.value, scope);
  if (series.type !== "dynamic") throw new KqlRefusal("type-clash", `${node.name} takes an array, not a ${series.type}`, first.value.at);
  const options = rest.map(({ value }) =>
    constantOf(scope.binder.expression(value, emptyScope(scope)), `an option of ${node.name}`, value.at),
  );
  const warn = (notice: string) => scope.session.notices.add(notice);
  // Said before the rows are read: what is said then reaches nobody.
  form.read([], options, warn);
  const read = (...at: Parameters<Bound["evaluate"]>) => {
    const values = seriesOf(series.evaluate(...at));
    return values && form.read(values, options, warn);
  };
  const name = series.name === undefined ? node.name : `${node.name}_${series.name}`;
  if (!parts) {
    const given = node.name === "series_outliers" ? series.name : undefined;
    const single: Bound = { type: "dynamic", evaluate: (cells, frame) => read(cells, frame)?.[0] ?? null };
    return given === undefined ? single : { ...single, name: given };
  }
  // Each of the columns asks for the same row.
  let row: readonly Cell[] | undefined;
  let results: Dynamic = null;
  return {
    type: "dynamic",
    name,
    evaluate: (cells, frame) => {
      if (cells !== row) results = read(cells, frame) ?? null;
      row = cells;
      return results;
    },
    parts,
  };
}
