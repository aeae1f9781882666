import type { AlertQuery } from "#features/alert/schema";
import type { AlertPage } from "#features/alert/types";
import { activeFilters } from "./queue-url.tsx";

/** Which nothing an empty queue is. */
export type EmptyKind =
  /** Nothing was ever loaded. */
  | "no-data"
  /** Events were loaded, and no rule fired on any of them. */
  | "no-alerts"
  /** The time range is the only filter. */
  | "range"
  | "filtered"
  /** The question is fine, but every alert has another status: `others` of them. */
  | "done";

export function emptyKind(query: AlertQuery, counts: AlertPage["statusCounts"], hasData: boolean): EmptyKind {
  const elsewhere = Object.values(counts).some((count) => count > 0);
  if (elsewhere) return "done";
  const filters = activeFilters(query);
  if (filters.length === 0) return hasData ? "no-alerts" : "no-data";
  return filters.every((key) => key === "from" || key === "to") ? "range" : "filtered";
}
