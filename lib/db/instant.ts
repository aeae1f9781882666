import type { EpochMicros } from "#core/event/event";
import { formatTimestamp, parseTimestamp } from "#core/event/timestamp";

/** What a column and a `Date` can both hold: years 0001 to 9999. */
const FIRST: EpochMicros = -62_135_596_800_000_000;
const LAST: EpochMicros = 253_402_300_799_000_000;

/** An instant as ISO 8601 in UTC, as `timestamptz` reads it. Times that no calendar holds become the nearest that one does. */
export function instant(micros: EpochMicros): string {
  return formatTimestamp(Number.isFinite(micros) ? Math.min(LAST, Math.max(FIRST, Math.round(micros))) : 0);
}

/** The instant of a `timestamptz` read as text in UTC (`2026-11-20 10:00:00.123456+00`). Throws on anything else. */
export function microsOf(text: string): EpochMicros {
  const parsed = parseTimestamp(text);
  if (!parsed) throw new Error(`not an instant: ${text}`);
  return parsed.micros;
}
