import type { Branch, ColumnName } from "../ir/plan.ts";
import { type Group, keysOf, projected } from "./columns.ts";
import { compareRows, type Hit, hitRow, type RunRow } from "./row.ts";
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
      const found = new Set<number>();
      for (let entry = last; entry >= 0; entry = this.before[entry] ?? -1) found.add(this.marks[entry] ?? -1);
      if (!needed.every((mark) => found.has(mark))) continue;
      const rows: RunRow[] = [];
      // Entries lead back: turned round, rows of one event keep the order of the branches.
      for (let entry = last; entry >= 0; entry = this.before[entry] ?? -1) rows.push(this.rowAt(entry));
      rows.reverse().sort(compareRows);
      const first = rows[0];
      const cells = first && keysOf(first, this.by).find((item) => item.key === key)?.cells;
      yield { by: this.by, cells: cells ?? [], rows };
    }
  }

  private add(source: Hit | RunRow, mark: number): void {
    const row = this.branchRow(source, mark);
    if (!row) return;
    for (const { key } of keysOf(row, this.by)) {
      this.before.push(this.last.get(key) ?? -1);
      this.last.set(key, this.sources.length);
      this.sources.push(source);
      this.marks.push(mark);
    }
  }

  private rowAt(entry: number): RunRow {
    const source = this.sources[entry];
    const row = source && this.branchRow(source, this.marks[entry] ?? -1);
    if (!row) throw new RangeError("an entry is of a row that has a key");
    return row;
  }

  private branchRow(source: Hit | RunRow, mark: number): RunRow | undefined {
    return projected("scan" in source ? hitRow(source) : source, String(mark), this.branches[mark]?.columns ?? []);
  }
}
