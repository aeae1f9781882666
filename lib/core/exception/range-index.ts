import type { Address, AddressRange } from "../event/address.ts";

interface Entry<T> {
  readonly first: number | bigint;
  readonly last: number | bigint;
  readonly item: T;
}

/** Which of many, possibly overlapping, ranges hold an address. */
export interface RangeIndex<T> {
  readonly holding: (address: Address) => Iterable<T>;
}

export function createRangeIndex<T>(items: readonly { readonly range: AddressRange; readonly item: T }[]): RangeIndex<T> {
  const family = (wanted: 4 | 6): ((address: number | bigint) => Iterable<T>) =>
    searchFamily(items.flatMap(({ range, item }) => (range.family === wanted ? [{ first: range.first, last: range.last, item }] : [])));
  const v4 = family(4);
  const v6 = family(6);
  return { holding: (address) => (address.family === 4 ? v4(address.value) : v6(address.value)) };
}

function searchFamily<T>(unsorted: readonly Entry<T>[]): (address: number | bigint) => Iterable<T> {
  const entries = unsorted.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  // reach[i] is the furthest end of entries 0 to i: below the first that does not reach the address, none does.
  const reach: (number | bigint)[] = [];
  for (const { last } of entries) {
    const before = reach.at(-1);
    reach.push(before !== undefined && before > last ? before : last);
  }
  return function* (address) {
    for (let at = lastStartingBy(entries, address); at >= 0; at--) {
      const entry = entries[at];
      if (!entry || (reach[at] ?? -1) < address) return;
      if (entry.last >= address) yield entry.item;
    }
  };
}

/** Index of the last entry that starts at or before the address; -1 when all start after it. */
function lastStartingBy<T>(entries: readonly Entry<T>[], address: number | bigint): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry && entry.first <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
