import type { JsonCell } from "#core/detection/kql/run/print";
import type { HuntChart, HuntColumn, HuntResultRow } from "#features/hunt/types";

export type ChartShape = "lines" | "areas" | "columns" | "bars" | "pie" | "points";

export interface ChartSeries {
  readonly name: string;
  /** Milliseconds, a number, or a category's place in `categories`; and the value. In order of x. */
  readonly points: readonly (readonly [x: number, y: number | null])[];
}

/** What is drawn, or why nothing is. */
export type ChartPlan =
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "table" }
  | { readonly kind: "card"; readonly title: string; readonly values: readonly { readonly name: string; readonly value: JsonCell }[] }
  | {
      readonly kind: "chart";
      readonly shape: ChartShape;
      readonly title: string;
      readonly isStacked: boolean;
      readonly x: { readonly name: string; readonly scale: "time" | "number" | "category" };
      readonly y: string;
      readonly isLogarithmic: boolean;
      readonly hasLegend: boolean;
      readonly bounds: { readonly min?: number; readonly max?: number };
      readonly categories: readonly string[];
      readonly series: readonly ChartSeries[];
      /** What is left out, and why. */
      readonly notes: readonly string[];
    };

const SHAPES: { readonly [kind: string]: ChartShape | "card" | "table" } = {
  timechart: "lines",
  linechart: "lines",
  areachart: "areas",
  stackedareachart: "areas",
  columnchart: "columns",
  barchart: "bars",
  piechart: "pie",
  scatterchart: "points",
  card: "card",
  table: "table",
};
/** More lines than this no eye tells apart; the largest are drawn. */
const MOST_SERIES = 24;
const MOST_SLICES = 16;

const isNumber = ({ type }: HuntColumn): boolean => type === "long" || type === "int" || type === "real" || type === "decimal";

/**
 * Which columns `render` draws, by Kusto's rules: x is the first column (of a timechart the first time), numbers are y, texts tell the
 * series apart; `with (xcolumn=, ycolumns=, series=, kind=, …)` overrules. https://learn.microsoft.com/kusto/query/render-operator
 */
export function chartPlan(chart: HuntChart, columns: readonly HuntColumn[], rows: readonly HuntResultRow[]): ChartPlan {
  const shape = SHAPES[chart.kind.toLowerCase()];
  if (shape === undefined)
    return refused(`Callout does not draw a ${chart.kind}; ${Object.keys(SHAPES).join(", ")} it does. The table has everything.`);
  if (shape === "table") return { kind: "table" };
  const cells = rows.map((row) => row.cells);
  const title = text(chart, "title") ?? "";
  const [first] = cells;
  if (!first) return refused("There are no rows to draw.");
  if (shape === "card") return { kind: "card", title, values: columns.map(({ name }, index) => ({ name, value: first[index] ?? null })) };

  const x = xColumn(chart, columns, first);
  if (typeof x === "string") return refused(x);
  const named = list(chart, "ycolumns");
  const ys = columns.flatMap((column, index) => {
    if (index === x || (named.length > 0 && !named.includes(column.name))) return [];
    return isNumber(column) || (column.type === "dynamic" && isNumbers(first[index] ?? null)) ? [index] : [];
  });
  if (ys.length === 0)
    return refused(`There is no column of numbers to draw against ${columns[x]?.name ?? "x"}: summarize or count first.`);
  const wanted = list(chart, "series");
  const splits = columns.flatMap(({ name, type }, index) =>
    index !== x &&
    !ys.includes(index) &&
    (wanted.length > 0 ? wanted.includes(name) : type === "string" || type === "guid" || type === "bool")
      ? [index]
      : [],
  );
  return drawn(chart, shape, title, { columns, cells, x, ys, splits });
}

interface Chosen {
  readonly columns: readonly HuntColumn[];
  readonly cells: readonly (readonly JsonCell[])[];
  readonly x: number;
  readonly ys: readonly number[];
  readonly splits: readonly number[];
}

function drawn(chart: HuntChart, shape: ChartShape, title: string, chosen: Chosen): ChartPlan {
  const { columns, cells, x, ys, splits } = chosen;
  const xCells = cells.flatMap((row) => (Array.isArray(row[x]) ? row[x] : [row[x] ?? null]));
  const scale = shape === "pie" ? "category" : scaleOf(columns[x], xCells);
  const categories = scale === "category" ? [...new Set(xCells.map(nameOf))] : [];
  const place = new Map(categories.map((name, index) => [name, index]));
  const at = (cell: JsonCell): number =>
    scale === "time" ? Date.parse(String(cell)) : scale === "number" ? Number(cell) : (place.get(nameOf(cell)) ?? 0);
  const series = new Map<string, [number, number | null][]>();
  for (const row of cells) {
    const split = splits.map((index) => nameOf(row[index] ?? null)).join(", ");
    for (const y of ys) {
      const name = split === "" ? (columns[y]?.name ?? "") : ys.length === 1 ? split : `${split}: ${columns[y]?.name ?? ""}`;
      const points = series.get(name) ?? [];
      series.set(name, points);
      const [xs, values] = [row[x] ?? null, row[y] ?? null];
      if (Array.isArray(xs) && Array.isArray(values))
        for (const [index, each] of xs.entries()) points.push([at(each), numberOf(values[index] ?? null)]);
      else points.push([at(xs), numberOf(values)]);
    }
  }
  const notes: string[] = [];
  let all: ChartSeries[] = [...series].map(([name, points]) => ({ name, points: ordered(points, text(chart, "accumulate") === "true") }));
  if (all.length > MOST_SERIES) {
    notes.push(`The ${MOST_SERIES} largest of ${all.length.toLocaleString("en")} series are drawn; the table has all.`);
    all = all.sort((a, b) => sum(b) - sum(a)).slice(0, MOST_SERIES);
  }
  if (shape === "pie" && categories.length > MOST_SLICES)
    notes.push(
      `Beyond the ${MOST_SLICES - 1} largest, slices are drawn as one: the table has all ${categories.length.toLocaleString("en")}.`,
    );
  const kind = text(chart, "kind") ?? "";
  const [min, max] = [bound(chart, "ymin"), bound(chart, "ymax")];
  return {
    kind: "chart",
    shape,
    title,
    isStacked: /stacked/.test(kind) || chart.kind.toLowerCase() === "stackedareachart",
    x: { name: text(chart, "xtitle") ?? columns[x]?.name ?? "", scale },
    y: text(chart, "ytitle") ?? (ys.length === 1 ? (columns[ys[0] ?? 0]?.name ?? "") : ""),
    isLogarithmic: text(chart, "yaxis") === "log",
    hasLegend: text(chart, "legend") !== "hidden" && (all.length > 1 || shape === "pie"),
    bounds: { ...(min !== undefined && { min }), ...(max !== undefined && { max }) },
    categories,
    series: all,
    notes,
  };
}

function refused(reason: string): ChartPlan {
  return { kind: "refused", reason };
}

function xColumn(chart: HuntChart, columns: readonly HuntColumn[], first: readonly JsonCell[]): number | string {
  const named = text(chart, "xcolumn");
  if (named !== undefined) {
    const index = columns.findIndex(({ name }) => name === named);
    return index < 0 ? `There is no column ${named} to draw against.` : index;
  }
  if (chart.kind.toLowerCase() !== "timechart") return 0;
  const time = columns.findIndex(({ type }) => type === "datetime");
  if (time >= 0) return time;
  const series = columns.findIndex(({ type }, index) => type === "dynamic" && isTimes(first[index] ?? null));
  return series < 0 ? "A timechart needs a column of times: summarize … by bin(Timestamp, 1h)." : series;
}

function isTimes(cell: JsonCell): boolean {
  return Array.isArray(cell) && cell.length > 0 && cell.every((each) => typeof each === "string" && /^\d{4}-\d\d-\d\dT/.test(each));
}

function isNumbers(cell: JsonCell): boolean {
  return Array.isArray(cell) && cell.length > 0 && cell.every((each) => each === null || typeof each === "number");
}

function scaleOf(column: HuntColumn | undefined, cells: readonly JsonCell[]): "time" | "number" | "category" {
  if (column?.type === "datetime" || (column?.type === "dynamic" && isTimes(cells))) return "time";
  return column && (isNumber(column) || (column.type === "dynamic" && isNumbers(cells))) ? "number" : "category";
}

function ordered(points: readonly (readonly [number, number | null])[], accumulates: boolean): ChartSeries["points"] {
  const sorted = points.filter(([x]) => Number.isFinite(x)).sort((a, b) => a[0] - b[0]);
  if (!accumulates) return sorted;
  let total = 0;
  return sorted.map(([x, y]) => {
    total += y ?? 0;
    return [x, total] as const;
  });
}

function sum({ points }: ChartSeries): number {
  return points.reduce((total, [, y]) => total + Math.abs(y ?? 0), 0);
}

function numberOf(cell: JsonCell): number | null {
  if (cell === null) return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

function nameOf(cell: JsonCell): string {
  return cell === null ? "null" : cell === "" ? "empty" : typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

function text({ properties }: HuntChart, name: string): string | undefined {
  const value = properties[name];
  return typeof value === "string" ? value : value?.join(", ");
}

function list({ properties }: HuntChart, name: string): readonly string[] {
  const value = properties[name];
  return value === undefined ? [] : typeof value === "string" ? value.split(",").map((part) => part.trim()) : value;
}

function bound(chart: HuntChart, name: string): number | undefined {
  const value = Number(text(chart, name) ?? "x");
  return Number.isFinite(value) ? value : undefined;
}

/** The largest slices, the rest as one. */
export function slicesOf(plan: ChartPlan & { kind: "chart" }): readonly { readonly name: string; readonly value: number }[] {
  const totals = new Map<string, number>();
  for (const { points } of plan.series)
    for (const [x, y] of points) {
      const name = plan.categories[x] ?? "";
      totals.set(name, (totals.get(name) ?? 0) + (y ?? 0));
    }
  const slices = [...totals].map(([name, value]) => ({ name, value })).sort((a, b) => b.value - a.value);
  if (slices.length <= MOST_SLICES) return slices;
  const rest = slices.slice(MOST_SLICES - 1);
  return [...slices.slice(0, MOST_SLICES - 1), { name: `${rest.length} more`, value: rest.reduce((total, { value }) => total + value, 0) }];
}

/** What somebody hears who does not see the drawing. */
export function chartSummary(plan: ChartPlan & { kind: "chart" }): string {
  const values = plan.series.flatMap(({ points }) => points.flatMap(([, y]) => (y === null ? [] : [y])));
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const xs = plan.series.flatMap(({ points }) => points.map(([x]) => x));
  const [from, to] = [
    xs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    xs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
  const span =
    plan.x.scale === "time" && xs.length > 0
      ? ` from ${new Date(from).toISOString().slice(0, 16)} to ${new Date(to).toISOString().slice(0, 16)} UTC`
      : "";
  const counted = plan.series.length === 1 ? "one series" : `${plan.series.length} series`;
  return `${plan.title === "" ? "Chart" : plan.title}: ${plan.y === "" ? "values" : plan.y} by ${plan.x.name}, ${counted}${span}${values.length > 0 ? `, largest value ${largest.toLocaleString("en")}` : ""}. The table has every value.`;
}
