import type { Run } from "#core/detection/kql/run/plan";
import type { Demand } from "#core/detection/kql/run/test";
import { isMentioned } from "#core/detection/kql/syntax/mentions";
import type { Column } from "#core/detection/kql/value/type";

/** Whether each column is looked at by whoever reads the rows: known exactly where rows are counted, by name elsewhere. */
export function readColumns(columns: readonly Column[], { mentions }: Run, { isClosed, fold }: Demand): readonly boolean[] {
  if (!fold) return columns.map((column) => !isClosed || mentions === null || isMentioned(column.name, mentions));
  const read = new Set([...fold.columns, ...fold.extremes, ...fold.steps.map((step) => step.column)]);
  return columns.map((_, index) => read.has(index));
}
