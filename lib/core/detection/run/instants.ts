import type { EpochMicros } from "../../event/event.ts";
import type { RunRow } from "./row.ts";

/** Whether one of the sorted instants lies in [from, to]. */
export function anyWithin(instants: readonly EpochMicros[], from: EpochMicros, to: EpochMicros): boolean {
  return firstWithin(instants, from, to) !== undefined;
}

/** The first of the sorted instants that lies in [from, to]. */
export function firstWithin(instants: readonly EpochMicros[], from: EpochMicros, to: EpochMicros): EpochMicros | undefined {
  const found = instants[countBefore(instants, from)];
  return found !== undefined && found <= to ? found : undefined;
}

/** The last of the sorted instants that lies in [from, to]. */
export function lastWithin(instants: readonly EpochMicros[], from: EpochMicros, to: EpochMicros): EpochMicros | undefined {
  const found = instants[countBefore(instants, to + 1) - 1];
  return found !== undefined && found >= from ? found : undefined;
}

/** How many of the sorted instants lie before one. */
function countBefore(instants: readonly EpochMicros[], at: EpochMicros): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
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
