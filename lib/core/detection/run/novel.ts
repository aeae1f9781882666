import type { EpochMicros } from "../../event/event.ts";
import { groupCells, groupColumns, keysOf } from "./columns.ts";
import { joinRows } from "./row.ts";
import type { Execute } from "./run.ts";

/**
 * A row of each combination that no row of the last `history` has had (both ends count, and of rows of one instant only the
 * first is new). Of a combination only its last sighting is kept. A row that has several new combinations gives one each:
 * the cells tell them apart, the event is the same.
 */
export const novel: Execute<"novel"> = function* ({ input, by, history }, run) {
  const seen = new Map<string, EpochMicros>();
  for (const row of run.rows(input)) {
    for (const { key, cells } of keysOf(row, by)) {
      const last = seen.get(key);
      seen.set(key, row.at);
      if (last !== undefined && row.at - last <= history) continue;
      const group = { by, cells, rows: [] };
      yield { ...joinRows([row], groupCells(group), groupColumns(group)), id: `${row.id}${key}` };
    }
  }
};
