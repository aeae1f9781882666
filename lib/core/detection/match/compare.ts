import { foldCase } from "../ir/case.ts";
import type { Compare } from "../ir/expr.ts";

/** Compares the text of one field with that of another. */
export function compareTexts(compare: Compare, fold: boolean, a: string, b: string): boolean {
  const left = fold ? foldCase(a) : a;
  const right = fold ? foldCase(b) : b;
  switch (compare) {
    case "equals":
      return left === right;
    case "contains":
      return left.includes(right);
    case "prefix":
      return left.startsWith(right);
    case "suffix":
      return left.endsWith(right);
  }
}
