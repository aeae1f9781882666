const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `2026-11-21 12:04:09.123456`: UTC, with as many decimals as the instant has and no trailing zeros. */
export function utcText(instant: string): string {
  const time = new Date(instant);
  if (Number.isNaN(time.getTime())) return instant;
  const decimals = /\.(\d+)/.exec(instant)?.[1]?.replace(/0+$/, "") ?? "";
  const seconds = time.toISOString().slice(0, 19).replace("T", " ");
  return decimals === "" ? seconds : `${seconds}.${decimals}`;
}

/** `4 m`, `3 h`, `2 d` within a week of now; the date otherwise (old uploads, clocks that run ahead). */
export function ageText(instant: string, now: number): string {
  const age = now - Date.parse(instant);
  if (Number.isNaN(age)) return instant;
  if (age < -MINUTE || age >= 7 * DAY) return utcText(instant).slice(0, 10);
  if (age < MINUTE) return "now";
  if (age < HOUR) return `${Math.floor(age / MINUTE)} m`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h`;
  return `${Math.floor(age / DAY)} d`;
}

/** A signed span of milliseconds, two units at most: `+340 ms`, `+1.8 s`, `+2 m 3 s`, `−4 h 10 m`, `+3 d 2 h`. */
export function deltaText(milliseconds: number): string {
  const sign = milliseconds < 0 ? "−" : "+";
  const span = Math.abs(milliseconds);
  if (span < 1000) return `${sign}${Math.round(span)} ms`;
  // 59.96 s must not become 60.0 s.
  if (span < 59_950) return `${sign}${(span / 1000).toFixed(1)} s`;
  const seconds = Math.round(span / 1000);
  if (seconds < 3600) return pair(sign, Math.floor(seconds / 60), "m", seconds % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(sign, Math.floor(minutes / 60), "h", minutes % 60, "m");
  const hours = Math.round(minutes / 60);
  return pair(sign, Math.floor(hours / 24), "d", hours % 24, "h");
}

function pair(sign: string, large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${sign}${large} ${largeUnit}` : `${sign}${large} ${largeUnit} ${small} ${smallUnit}`;
}
