import type { JsonCell } from "#core/detection/kql/run/print";
import type { HuntColumn, HuntResultRow } from "#features/hunt/types";

export interface ResultSort {
  readonly column: number;
  readonly direction: "asc" | "desc";
}

/** A row and its place in the result, which stays its name whatever the order. */
export interface PlacedRow {
  readonly place: number;
  readonly row: HuntResultRow;
}

/** Rows in order of a column, equal ones as they came; what is missing is last either way. */
export function sortRows(rows: readonly HuntResultRow[], columns: readonly HuntColumn[], sort: ResultSort | null): readonly PlacedRow[] {
  const placed = rows.map((row, place) => ({ place, row }));
  const column = sort === null ? undefined : columns[sort.column];
  if (sort === null || column === undefined) return placed;
  const compare = comparing(column);
  const sign = sort.direction === "asc" ? 1 : -1;
  return placed.sort((a, b) => {
    const [x, y] = [a.row.cells[sort.column] ?? null, b.row.cells[sort.column] ?? null];
    if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0) || a.place - b.place;
    return sign * compare(x, y) || a.place - b.place;
  });
}

function comparing({ type }: HuntColumn): (a: JsonCell, b: JsonCell) => number {
  switch (type) {
    case "long":
    case "int":
      return (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : compareWhole(String(a), String(b)));
    case "real":
    case "decimal":
      return (a, b) => orderOf(Number(a)) - orderOf(Number(b)) || 0;
    case "bool":
      return (a, b) => Number(a) - Number(b);
    case "timespan":
      return (a, b) => compareWhole(String(ticksOf(String(a))), String(ticksOf(String(b))));
    case "datetime":
    case "guid":
      return (a, b) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
    case "string":
    case "dynamic":
      return (a, b) => textOf(a).localeCompare(textOf(b), "en", { numeric: true });
  }
}

/** NaN before every number, as Kusto sorts it; infinities at the ends. */
function orderOf(value: number): number {
  return Number.isNaN(value) ? -Number.MAX_VALUE : Math.max(Math.min(value, Number.MAX_VALUE), -Number.MAX_VALUE / 2);
}

function compareWhole(a: string, b: string): number {
  const [x, y] = [BigInt(a), BigInt(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** `[-][d.]hh:mm:ss[.fffffff]` in ticks of 100 ns. */
function ticksOf(text: string): bigint {
  const parts = /^(-?)(?:(\d+)\.)?(\d+):(\d+):(\d+)(?:\.(\d{1,7}))?$/.exec(text);
  if (!parts) return 0n;
  const [, sign, days = "0", hours = "0", minutes = "0", seconds = "0", fraction = ""] = parts;
  const whole = ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  const ticks = whole * 10_000_000n + BigInt(fraction.padEnd(7, "0"));
  return sign === "-" ? -ticks : ticks;
}

function textOf(value: JsonCell): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
