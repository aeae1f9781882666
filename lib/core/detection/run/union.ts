import { projected } from "./columns.ts";
import { compareRows, type RunRow } from "./row.ts";
import type { Execute } from "./run.ts";

export const union: Execute<"union"> = function* (plan, run) {
  const rows: RunRow[] = [];
  for (const { name, input, columns } of plan.branches) {
    for (const row of run.rows(input)) {
      const branchRow = projected(row, name, columns);
      if (branchRow) rows.push(branchRow);
    }
  }
  // The sort is stable: an event of several branches keeps their order.
  yield* rows.sort(compareRows);
};
