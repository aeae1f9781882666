import type { FieldValue, Scalar } from "../../event/value.ts";

/** The members of a value that are not null; none means the field is absent. */
export function members(value: FieldValue | undefined): readonly Scalar[] {
  if (value === undefined || value === null) return [];
  return typeof value === "object" ? value.filter((item) => item !== null) : [value];
}

/**
 * The number a text spells: decimal, or hexadecimal with `0x` as Windows writes handles and masks; NaN when it spells none.
 * `Number` alone would read "" and " " as 0 and accept `1e3` and `Infinity`, which no log means as numbers.
 */
export function numberOf(text: string): number {
  return /^\s*(?:[+-]?\d+(?:\.\d+)?|0[xX][0-9a-fA-F]+)\s*$/.test(text) ? Number(text) : Number.NaN;
}
