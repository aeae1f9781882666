import type { EpochMicros } from "../../event/event.ts";
import type { RunRow } from "./row.ts";

/** Whether one of the sorted instants lies in [from, to]. */
export function anyWithin(instants: readonly EpochMicros[], from: EpochMicros, to: EpochMicros): boolean {
  const found = instants[countBefore(instants, from)];
  return found !== undefined && found <= to;
}

/** The first of the sorted instants that lies after one and not after another. */
export function firstAfter(instants: readonly EpochMicros[], at: EpochMicros, to: EpochMicros): EpochMicros | undefined {
  const found = instants[countUpTo(instants, at)];
  return found !== undefined && found <= to ? found : undefined;
}

/** The last of the sorted instants that lies before one and not before another. */
export function lastBefore(instants: readonly EpochMicros[], from: EpochMicros, at: EpochMicros): EpochMicros | undefined {
  const found = instants[countBefore(instants, at) - 1];
  return found !== undefined && found >= from ? found : undefined;
}

/** Whether one of the sorted instants lies between two, strictly. */
export function anyBetween(instants: readonly EpochMicros[], after: EpochMicros, before: EpochMicros): boolean {
  const found = instants[countUpTo(instants, after)];
  return found !== undefined && found < before;
}

const countBefore = (instants: readonly EpochMicros[], at: EpochMicros): number => countWhile(instants, (instant) => instant < at);
// Not by `at + 1`: of a clock that is centuries off that is the same double.
const countUpTo = (instants: readonly EpochMicros[], at: EpochMicros): number => countWhile(instants, (instant) => instant <= at);

function countWhile(instants: readonly EpochMicros[], holds: (instant: EpochMicros) => boolean): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(instants[middle] ?? 0)) low = middle + 1;
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
