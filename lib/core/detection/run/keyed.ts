import type { Branch, Column, ColumnName } from "../ir/plan.ts";
import { type Group, keysOf, keysOfHit, projected, type RowKey } from "./columns.ts";
import { type Cell, compareRows, type Hit, hitRow, type RunRow } from "./row.ts";
import type { Run } from "./run.ts";

/**
 * The rows of several branches under their keys, without a row for each: an entry is a hit, the number of its branch and
 * the entry before it of the same key. Rows are made when their key's turn comes and forgotten after it, so that what
 * memory holds for a key that waits for its next step is some hundred bytes.
 */
export class KeyedRows {
  /** Hits of branches that are scans, rows of all others. */
  private readonly sources: (Hit | RunRow)[] = [];
  private readonly marks: number[] = [];
  private readonly before: number[] = [];
  private readonly last = new Map<string, number>();

  constructor(
    private readonly branches: readonly Branch[],
    private readonly by: readonly ColumnName[],
    run: Run,
  ) {
    for (const [mark, { input }] of branches.entries()) {
      if (input.op === "scan") for (const hit of run.hits(input.scan)) this.add(hit, mark);
      else for (const row of run.rows(input)) this.add(row, mark);
    }
  }

  /** The groups that have a row of each of these branches, each with its rows in the order of time. */
  *groupsWith(needed: readonly number[]): Generator<Group> {
    for (const [key, last] of this.last) {
      if (!needed.every((mark) => this.has(mark, last))) continue;
      const rows: RunRow[] = [];
      // Entries lead back: turned round, rows of one event keep the order of the branches.
      for (let entry = last; entry >= 0; entry = this.before[entry] ?? -1) rows.push(this.rowAt(entry));
      rows.reverse().sort(compareRows);
      yield { by: this.by, cells: this.cellsOf(rows[0], key), rows };
    }
  }

  private has(mark: number, last: number): boolean {
    for (let entry = last; entry >= 0; entry = this.before[entry] ?? -1) if (this.marks[entry] === mark) return true;
    return false;
  }

  /** The group's values as its first row spells them. */
  private cellsOf(first: RunRow | undefined, key: string): readonly Cell[] {
    if (!first) return [];
    const row = projected(first, "", this.branches[Number(first.branch)]?.columns ?? []);
    return (row && keysOf(row, this.by).find((item) => item.key === key)?.cells) ?? [];
  }

  private add(source: Hit | RunRow, mark: number): void {
    for (const { key } of this.keysIn(source, this.branches[mark]?.columns ?? [])) {
      this.before.push(this.last.get(key) ?? -1);
      this.last.set(key, this.sources.length);
      this.sources.push(source);
      this.marks.push(mark);
    }
  }

  private keysIn(source: Hit | RunRow, columns: readonly Column[]): readonly RowKey[] {
    if ("scan" in source) return keysOfHit(source, columns, this.by);
    const row = projected(source, "", columns);
    return row ? keysOf(row, this.by) : [];
  }

  /** Under its branch's name; columns are only read for the group's key. */
  private rowAt(entry: number): RunRow {
    const source = this.sources[entry];
    if (!source) throw new RangeError("every entry has its source");
    const row = "scan" in source ? hitRow(source) : source;
    return { ...row, branch: String(this.marks[entry]) };
  }
}
