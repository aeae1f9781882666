import type { Micros } from "../ir/plan.ts";

const SECOND: Micros = 1_000_000;

/** The units of a timespan; months and years are mean ones, as in pySigma. */
const UNITS: { readonly [unit: string]: Micros } = {
  s: SECOND,
  m: 60 * SECOND,
  h: 3_600 * SECOND,
  d: 86_400 * SECOND,
  w: 604_800 * SECOND,
  M: 2_629_746 * SECOND,
  y: 31_556_952 * SECOND,
};

/** `90m` in microseconds; undefined when the text is no timespan above zero. */
export function timespanOf(text: string): Micros | undefined {
  const [, count, unit = ""] = /^(\d{1,9})([smhdwMy])$/.exec(text) ?? [];
  const span = Number(count) * (UNITS[unit] ?? Number.NaN);
  return span > 0 && Number.isSafeInteger(span) ? span : undefined;
}
