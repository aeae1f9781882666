import type { RangeCompare } from "../ir/test.ts";

/** Whether a number stands to a bound as asked; a number that is not there does not. */
export function compares(compare: RangeCompare | "=" | "!=", value: number | undefined, bound: number): boolean {
  if (value === undefined) return false;
  switch (compare) {
    case "<":
      return value < bound;
    case "<=":
      return value <= bound;
    case ">":
      return value > bound;
    case ">=":
      return value >= bound;
    case "=":
      return value === bound;
    case "!=":
      return value !== bound;
  }
}
