/** What of time a hunt looks at. `text` is how it is kept: `7d`, `all`, or two instants with a slash between. */
export interface RangeChoice {
  readonly text: string;
  readonly label: string;
}

export const RANGES: readonly RangeChoice[] = [
  { text: "1h", label: "Last hour" },
  { text: "4h", label: "Last 4 hours" },
  { text: "24h", label: "Last 24 hours" },
  { text: "3d", label: "Last 3 days" },
  { text: "7d", label: "Last 7 days" },
  { text: "14d", label: "Last 14 days" },
  { text: "30d", label: "Last 30 days" },
  { text: "all", label: "All data" },
];

const UNIT: { readonly [letter: string]: number } = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The instants of a range, counted from `now` (milliseconds). Undefined where it is open. Null when the text is no range. */
export function boundsOf(text: string, now: number): { readonly from?: string; readonly to?: string } | null {
  if (text === "all") return {};
  const span = /^(\d{1,4})([mhd])$/.exec(text);
  if (span) return { from: new Date(now - Number(span[1]) * (UNIT[span[2] ?? ""] ?? 0)).toISOString(), to: new Date(now).toISOString() };
  const [from, to] = text.split("/").map((part) => Date.parse(part));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to) || from >= to) return null;
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** How a range is called. */
export function rangeLabel(text: string): string {
  const known = RANGES.find((range) => range.text === text);
  if (known) return known.label;
  const [from, to] = text.split("/");
  return from !== undefined && to !== undefined ? `${short(from)} – ${short(to)}` : text;
}

function short(instant: string): string {
  return instant.replace("T", " ").replace(/(?::00)?(?:\.\d+)?Z$/, "");
}

/** `2026-01-31T12:05` in a date field, read as UTC; null when it is none. */
export function instantOf(field: string): string | null {
  const time = Date.parse(`${field}Z`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** An instant as a date field wants it, in UTC. */
export function fieldOf(instant: string): string {
  return new Date(instant).toISOString().slice(0, 19);
}
