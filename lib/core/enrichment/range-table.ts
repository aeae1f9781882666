/** A closed range of addresses and the row it stands for. `value` is a 32-bit unsigned integer of the caller's meaning. */
export interface ValuedRange<T extends number | bigint> {
  readonly first: T;
  readonly last: T;
  readonly value: number;
}

/** Disjoint IPv4 ranges in ascending order; entry `i` of each array belongs to range `i`. */
export interface RangeTable4 {
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  readonly value: Uint32Array;
}

/** Disjoint IPv6 ranges in ascending order; an address is four 32-bit words, the most significant first. */
export interface RangeTable6 {
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  readonly value: Uint32Array;
}

/** Packs ranges that are disjoint and ascending (`flatten` makes any ranges so). */
export function rangeTable4(ranges: readonly ValuedRange<number>[]): RangeTable4 {
  return {
    first: Uint32Array.from(ranges, (range) => range.first),
    last: Uint32Array.from(ranges, (range) => range.last),
    value: Uint32Array.from(ranges, (range) => range.value),
  };
}

/** The IPv6 counterpart of `rangeTable4`. */
export function rangeTable6(ranges: readonly ValuedRange<bigint>[]): RangeTable6 {
  const first = new Uint32Array(ranges.length * 4);
  const last = new Uint32Array(ranges.length * 4);
  ranges.forEach((range, index) => {
    first.set(words(range.first), index * 4);
    last.set(words(range.last), index * 4);
  });
  return { first, last, value: Uint32Array.from(ranges, (range) => range.value) };
}

/** The value of the range an IPv4 address lies in, or undefined. */
export function find4(table: RangeTable4, address: number): number | undefined {
  const { first, last, value } = table;
  let low = 0;
  let high = first.length;
  // Invariant: ranges below `low` start at or before the address, ranges from `high` on start after it.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((first[middle] ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  const at = low - 1;
  return at >= 0 && address <= (last[at] ?? 0) ? value[at] : undefined;
}

/** The value of the range an IPv6 address lies in, or undefined. */
export function find6(table: RangeTable6, address: bigint): number | undefined {
  const wanted = words(address);
  let low = 0;
  let high = table.value.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareAt(table.first, middle, wanted) <= 0) low = middle + 1;
    else high = middle;
  }
  const at = low - 1;
  return at >= 0 && compareAt(table.last, at, wanted) >= 0 ? table.value[at] : undefined;
}

type Words = readonly [number, number, number, number];

// Words instead of BigUint64Array: reading a BigInt allocates, and a search reads seventeen.
function words(address: bigint): Words {
  return [
    Number(address >> 96n),
    Number((address >> 64n) & 0xffffffffn),
    Number((address >> 32n) & 0xffffffffn),
    Number(address & 0xffffffffn),
  ];
}

/** Below, at or above zero as the stored address is below, equal to or above the wanted one. */
function compareAt(stored: Uint32Array, index: number, wanted: Words): number {
  const at = index * 4;
  return (
    (stored[at] ?? 0) - wanted[0] ||
    (stored[at + 1] ?? 0) - wanted[1] ||
    (stored[at + 2] ?? 0) - wanted[2] ||
    (stored[at + 3] ?? 0) - wanted[3]
  );
}
