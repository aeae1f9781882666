const DAY = 24 * 60 * 60 * 1_000;

/** Stretches people ask about; `stored` is everything there is. */
export const RANGES = [
  { value: "stored", label: "everything stored", span: null },
  { value: "day", label: "the last 24 hours", span: DAY },
  { value: "week", label: "the last 7 days", span: 7 * DAY },
  { value: "month", label: "the last 30 days", span: 30 * DAY },
] as const;
export type RangeName = (typeof RANGES)[number]["value"];

/** A stretch as two fields hold it: UTC, to the second, both ends inside. */
export function rangeText(
  name: RangeName,
  stored: { readonly from: string; readonly to: string } | null,
  now: number,
): { readonly from: string; readonly to: string } {
  const span = RANGES.find((range) => range.value === name)?.span ?? DAY;
  if (name !== "stored" || stored === null) return { from: fieldText(now - span), to: fieldText(now) };
  // Up to the next full second: the last event must be inside.
  return { from: fieldText(Date.parse(stored.from)), to: fieldText(Math.floor(Date.parse(stored.to) / 1_000) * 1_000 + 1_000) };
}

const fieldText = (instant: number): string => new Date(instant).toISOString().slice(0, 19);
