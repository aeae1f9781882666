import type { Micros } from "../../ir/plan.ts";

const SECOND: Micros = 1_000_000;
const UNITS: { readonly [unit: string]: Micros } = {
  s: SECOND,
  m: 60 * SECOND,
  h: 3_600 * SECOND,
  d: 86_400 * SECOND,
  w: 604_800 * SECOND,
};

/** `5h`, `1D`, or ISO 8601 (`PT30M`, `P1DT12H`) in microseconds; undefined when the text is no span above zero. */
export function durationOf(text: string): Micros | undefined {
  const [, count, unit = ""] = /^(\d{1,6})\s*([smhdw])$/i.exec(text.trim()) ?? [];
  const iso = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(text.trim());
  const parts = iso ? ["w", "d", "h", "m", "s"].map((name, i) => Number(iso[i + 1] ?? 0) * (UNITS[name] ?? 0)) : [];
  const span = iso ? parts.reduce((sum, part) => sum + part, 0) : Number(count) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  return span > 0 && Number.isSafeInteger(span) ? span : undefined;
}
