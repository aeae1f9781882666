import type { Micros } from "../ir/plan.ts";

const UNITS: { readonly [unit: string]: Micros } = {
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
  H: 3_600_000_000,
  d: 86_400_000_000,
  w: 7 * 86_400_000_000,
  M: 30 * 86_400_000_000,
  y: 365 * 86_400_000_000,
};

/** A span as Kibana writes it, `5m`; undefined when it is none. A month counts as 30 days. */
export function readSpan(text: string): Micros | undefined {
  const [, digits, unit = ""] = /^(\d{1,9})([smhHdwMy])$/.exec(text.trim()) ?? [];
  return digits === undefined || !Object.hasOwn(UNITS, unit) ? undefined : Number(digits) * (UNITS[unit] ?? 0);
}

/** How long before now a moment of date math is: `now-9m`, `now-1h-30m`, `now`. Undefined where it is rounded (`/d`) or no such text. */
export function readAgo(text: string): Micros | undefined {
  const written = text.trim();
  if (!/^now(?:-\d{1,9}[smhHdwMy])*$/.test(written)) return undefined;
  return Array.from(written.matchAll(/-(\d+[smhHdwMy])/g), ([, span = ""]) => readSpan(span) ?? 0).reduce((sum, span) => sum + span, 0);
}
