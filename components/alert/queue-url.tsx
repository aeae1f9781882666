import { type LeftOut, leftOutText } from "#features/alert/left-out/types";
import type { AlertQuery } from "#features/alert/schema";

/** Parameters that are one value each, in the order they appear in the address. */
export const SINGLE_KEYS = [
  "q",
  "rule",
  "host",
  "user",
  "process",
  "destination",
  "country",
  "asn",
  "assignee",
  "exception",
  "from",
  "to",
] as const satisfies readonly (keyof AlertQuery)[];
export const LIST_KEYS = ["status", "severity", "not"] as const satisfies readonly (keyof AlertQuery)[];
export type FilterKey = (typeof SINGLE_KEYS)[number] | "severity" | "not";

/** Without a status in the address the queue is what waits for somebody. */
export const DEFAULT_STATUS = ["open"] as const;

/**
 * The address of a queue: what differs from the defaults, in a fixed order, so that one view has one address.
 * `skip`, the number of rows before this page, only labels the page; the cursor finds it.
 */
export function queueHref(query: AlertQuery, skip = 0): string {
  const search = queueSearch(query, skip);
  return search === "" ? "/alerts" : `/alerts?${search}`;
}

export function queueSearch(query: AlertQuery, skip = 0): string {
  const search = new URLSearchParams();
  if (query.status.join() !== DEFAULT_STATUS.join()) search.set("status", query.status.join(","));
  if (query.severity.length > 0) search.set("severity", query.severity.join(","));
  for (const key of SINGLE_KEYS) {
    const value = query[key];
    if (value !== undefined && value !== "") search.set(key, String(value));
  }
  if (query.not.length > 0) search.set("not", query.not.join(","));
  if (query.blocks !== "hidden") search.set("blocks", query.blocks);
  if (query.sort !== "severity") search.set("sort", query.sort);
  if (query.direction !== "desc") search.set("direction", query.direction);
  if (query.size !== 50) search.set("size", String(query.size));
  if (query.cursor !== undefined) search.set("cursor", query.cursor);
  if (query.before) search.set("before", "true");
  if (skip > 0) search.set("skip", String(skip));
  return search.toString().replaceAll("%2C", ",");
}

/** The same queue asked differently; a changed question starts at the first page. */
export function changed(query: AlertQuery, patch: Partial<AlertQuery>): AlertQuery {
  return { ...query, ...patch, cursor: undefined, before: false };
}

export function pageHref(query: AlertQuery, cursor: string, before: boolean, skip: number): string {
  return queueHref({ ...query, cursor, before }, skip);
}

/** Filters in force, the status aside: it is a view, not a filter. */
export function activeFilters(query: AlertQuery): readonly FilterKey[] {
  const single = SINGLE_KEYS.filter((key) => query[key] !== undefined && query[key] !== "");
  return [...(query.severity.length > 0 ? (["severity"] as const) : []), ...single, ...(query.not.length > 0 ? (["not"] as const) : [])];
}

/** The same queue, with only the alerts that have a value. */
export function onlyWith(query: AlertQuery, { key, value }: LeftOut): AlertQuery {
  return changed(query, { [key]: key === "asn" ? Number(value) : value });
}

/** The same queue without the alerts that have a value; one that was asked for before is no longer. */
export function leavingOut(query: AlertQuery, leftOut: LeftOut): AlertQuery {
  const text = leftOutText(leftOut);
  const isAskedFor = String(query[leftOut.key]) === leftOut.value;
  return changed(query, { not: [...query.not.filter((each) => each !== text), text], ...(isAskedFor && { [leftOut.key]: undefined }) });
}

export function withoutFilters(query: AlertQuery): AlertQuery {
  return changed(query, { severity: [], not: [], blocks: "hidden", ...Object.fromEntries(SINGLE_KEYS.map((key) => [key, undefined])) });
}
