import type { EpochMicros } from "#core/event/event";
import type { Scalar } from "#core/event/value";
import type { Trigger } from "../../rule-details.ts";
import { jsonCell } from "../run/print.ts";
import { evidenceIds, type Row } from "../run/row.ts";
import { EPOCH_TICKS } from "../value/calendar.ts";
import type { Cell, Column, KqlType } from "../value/type.ts";

/** A row of a rule's query as what was found: its cells as people read them, and the events it was made from. */
export interface RowFinding {
  /** The row's own time (`Timestamp`, `TimeGenerated`, else its latest time); null when it has none. */
  readonly at: EpochMicros | null;
  readonly cells: { readonly [column: string]: Scalar | null };
  readonly evidence: readonly string[];
  /** Events in all, where they are more than a row remembers. */
  readonly total: number;
}

export function rowFinding(columns: readonly Column[], row: Row): RowFinding {
  const cells: [string, Scalar | null][] = columns.map(({ name, type }, index) => [name, scalarOf(row.cells[index] ?? null, type)]);
  const evidence = evidenceIds(row.evidence);
  return { at: timeOf(columns, row.cells), cells: Object.fromEntries(cells), evidence, total: evidence.length };
}

function scalarOf(value: Cell, type: KqlType): Scalar | null {
  const json = jsonCell(value, type);
  return typeof json === "object" && json !== null ? JSON.stringify(json) : json;
}

const OWN_TIMES = ["Timestamp", "TimeGenerated"];

function timeOf(columns: readonly Column[], cells: readonly Cell[]): EpochMicros | null {
  let latest: bigint | null = null;
  for (const [index, { name, type }] of columns.entries()) {
    const value = cells[index];
    if (type !== "datetime" || typeof value !== "bigint") continue;
    if (OWN_TIMES.includes(name)) return microsOf(value);
    if (latest === null || value > latest) latest = value;
  }
  return latest === null ? null : microsOf(latest);
}

function microsOf(ticks: bigint): EpochMicros {
  return Number((ticks - EPOCH_TICKS) / 10n);
}

/** Whether so many rows make a rule fire; without a trigger any row does. */
export function isTriggered(trigger: Trigger | undefined, rows: number): boolean {
  const { compare, bound } = trigger ?? { compare: ">", bound: 0 };
  switch (compare) {
    case ">":
      return rows > bound;
    case ">=":
      return rows >= bound;
    case "<":
      return rows < bound;
    case "<=":
      return rows <= bound;
    case "=":
      return rows === bound;
    case "!=":
      return rows !== bound;
  }
}
