import type { Timing } from "./due.ts";

export interface Moments {
  /** Ascending, in milliseconds since the epoch; the last is the end of the range. */
  readonly at: readonly number[];
  /** How many the schedule would have: more than `at` when that was too many. */
  readonly wanted: number;
  /** They stand further apart than one look-back reaches: something between them is not looked at. */
  readonly isSparse: boolean;
}

/**
 * The moments at which a query that asks for "now" has to be asked so that its look-backs cover a range as its schedule would have.
 * A range no longer than the look-back is one moment.
 */
export function momentsOf(range: { readonly from: number; readonly to: number }, { every, lookBack }: Timing, most: number): Moments {
  const before = Math.max(0, range.to - range.from - lookBack);
  const wanted = Math.ceil(before / every) + 1;
  const count = Math.min(wanted, Math.max(1, most));
  const step = wanted > count ? (count === 1 ? before : before / (count - 1)) : every;
  const at = Array.from({ length: count }, (_, index) => Math.round(range.to - (count - 1 - index) * step));
  return { at, wanted, isSparse: wanted > count && (count === 1 || step > lookBack) };
}
