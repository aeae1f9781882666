import { fieldRef } from "../../event/field.ts";
import { dateOf } from "../functions/relation.ts";
import type { Expr } from "../ir/expr.ts";
import type { RangeCompare } from "../ir/test.ts";
import type { Value } from "../ir/value.ts";

const FUNCTIONS: { readonly [C in RangeCompare]: readonly [fn: string, isTurned: boolean] } = {
  "<": ["less", false],
  "<=": ["atMost", false],
  ">": ["less", true],
  ">=": ["atMost", true],
};

/**
 * Whether a field's instant is before or after a date that is written out; undefined when the text is none. A day counts as
 * a whole, as Elasticsearch rounds it: `> 2026-01-01` begins on the 2nd, `<= 2026-01-01` holds all day.
 */
export function dateRange(name: string, compare: RangeCompare, text: string): Expr | undefined {
  if (Number.isNaN(dateOf(text))) return undefined;
  const isDayEnd = !text.includes("T") && (compare === ">" || compare === "<=");
  const bound: Value = { from: "constant", value: isDayEnd ? `${text}T23:59:59.999Z` : text };
  const field: Value = { from: "field", field: fieldRef("ecs", name), whole: false };
  const [fn, isTurned] = FUNCTIONS[compare];
  const value: Value = { from: "call", fn, fold: false, args: isTurned ? [bound, field] : [field, bound] };
  return { kind: "test", subject: { from: "computed", value }, test: { op: "equals", value: true, fold: false }, path: compare };
}
