import type { Expr } from "../ir/expr.ts";
import { type Split, split } from "./specialise.ts";

/** A predicate with what finding it in an index needs to know. */
export interface Scan {
  readonly where: Expr;
  readonly parts: Split;
}

const known = new WeakMap<Expr, Scan>();

/** The one scan of a predicate object: an index that follows another tells by it what stayed. */
export function scanOf(where: Expr): Scan {
  let scan = known.get(where);
  if (!scan) {
    scan = { where, parts: split(where) };
    known.set(where, scan);
  }
  return scan;
}
