import type { Scalar } from "../../event/value.ts";
import { computation } from "../functions/compute.ts";
import { foldCase } from "../ir/case.ts";
import type { Column, ColumnName } from "../ir/plan.ts";
import { members } from "../match/scalar.ts";
import type { Cell, Hit, RunRow } from "./row.ts";

/** Groups one row can belong to: a field with more values than this is no key. */
const MOST_KEYS = 1_000;

/** The row under a branch's name with the branch's columns; undefined when a column it needs has no value. */
export function projected(row: RunRow, branch: string, columns: readonly Column[]): RunRow | undefined {
  const values = new Map<ColumnName, readonly Cell[]>();
  for (const column of columns) {
    const cells = cellsOf(row, column);
    if (cells.length === 0 && !column.optional) return undefined;
    values.set(column.name, cells.length === 0 ? ABSENT : cells);
  }
  return { ...row, branch, columns: values };
}

const ABSENT: readonly Cell[] = [{ key: "", value: null }];

/** What an inner operator grouped by keeps its name outside of it; anything else is read from the events. */
function cellsOf(row: RunRow, column: Column): readonly Cell[] {
  const own = row.columns.get(column.field.name);
  return own ? own.filter((cell) => cell.value !== null) : cellsIn(row.evidence, column);
}

function cellsIn(evidence: readonly Hit[], { field, computed, fold }: Column): readonly Cell[] {
  const only = evidence.length === 1 && !computed ? evidence[0]?.get(field) : null;
  if (only === undefined) return NOTHING;
  // One value of one event is what nearly every key is.
  if (only !== null && typeof only !== "object") return [cellOf(only, fold)];
  const cells = new Map<string, Cell>();
  for (const hit of evidence) {
    const values = computed ? computation(computed)((read) => hit.get(read)) : members(hit.get(field));
    for (const value of values) {
      const cell = cellOf(value, fold);
      if (!cells.has(cell.key)) cells.set(cell.key, cell);
    }
  }
  return [...cells.values()];
}

const NOTHING: readonly Cell[] = [];

/** The letter keeps a value apart from absence, and numbers are what they spell: shippers disagree about which they write. */
function cellOf(value: Scalar, fold: boolean): Cell {
  return { key: `v${fold ? foldCase(String(value)) : String(value)}`, value };
}

export interface RowKey {
  readonly key: string;
  readonly cells: readonly Cell[];
}

/** Every combination of the row's values in some columns. */
export function keysOf(row: RunRow, by: readonly ColumnName[]): readonly RowKey[] {
  return combinations(by.map((name) => row.columns.get(name) ?? ABSENT));
}

/** The keys of the row of an event, without making the row; none when a column it needs has no value. */
export function keysOfHit(hit: Hit, columns: readonly Column[], by: readonly ColumnName[]): readonly RowKey[] {
  const evidence = [hit];
  const lists = new Array<readonly Cell[]>(by.length).fill(ABSENT);
  for (const column of columns) {
    const cells = cellsIn(evidence, column);
    if (cells.length === 0 && !column.optional) return [];
    const place = by.indexOf(column.name);
    if (place >= 0 && cells.length > 0) lists[place] = cells;
  }
  return combinations(lists);
}

function combinations(lists: readonly (readonly Cell[])[]): readonly RowKey[] {
  const [first] = lists;
  const [only] = first ?? [];
  if (lists.length === 1 && first?.length === 1 && only) return [{ key: `\n${JSON.stringify(only.key)}`, cells: first }];
  let keys: RowKey[] = [{ key: "", cells: [] }];
  for (const cells of lists) {
    keys = keys.flatMap((head) => cells.map((cell) => ({ key: `${head.key}\n${JSON.stringify(cell.key)}`, cells: [...head.cells, cell] })));
    if (keys.length > MOST_KEYS) keys = keys.slice(0, MOST_KEYS);
  }
  return keys;
}

/** The rows that share a value of every column, and the value as the first of them spelt it. */
export interface Group {
  readonly by: readonly ColumnName[];
  readonly cells: readonly Cell[];
  readonly rows: RunRow[];
}

/** Rows by their keys; a row with several values is in several groups. The order of rows is kept. */
export function grouped(rows: Iterable<RunRow>, by: readonly ColumnName[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    for (const { key, cells } of keysOf(row, by)) {
      const group = groups.get(key);
      if (group) group.rows.push(row);
      else groups.set(key, { by, cells, rows: [row] });
    }
  }
  return [...groups.values()];
}

/** What a finding of a group says of the group. */
export function groupCells({ by, cells }: Group): RunRow["cells"] {
  return Object.fromEntries(by.map((name, at) => [name, cells[at]?.value ?? null]));
}

export function groupColumns({ by, cells }: Group): RunRow["columns"] {
  return new Map(by.map((name, at) => [name, [cells[at] ?? { key: "", value: null }]]));
}
