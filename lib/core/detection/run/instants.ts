import type { EpochMicros } from "../../event/event.ts";
import type { RunRow } from "./row.ts";

/** Whether one of the sorted instants lies in [from, to]. */
export function anyWithin(instants: readonly EpochMicros[], from: EpochMicros, to: EpochMicros): boolean {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const found = instants[low];
  return found !== undefined && found <= to;
}

/** The instants of rows by what they are of; rows of nothing are passed over. Rows must be in the order of time. */
export function instantsOf<K>(rows: readonly RunRow[], kindOf: (row: RunRow) => K | undefined): ReadonlyMap<K, readonly EpochMicros[]> {
  const instants = new Map<K, EpochMicros[]>();
  for (const row of rows) {
    const kind = kindOf(row);
    if (kind === undefined) continue;
    const list = instants.get(kind);
    if (list) list.push(row.at);
    else instants.set(kind, [row.at]);
  }
  return instants;
}
