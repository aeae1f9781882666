import type { RuleFilter, RuleQuery } from "#features/rule/schema";

/** Filters that are lists, in the order they appear in the address. */
export const LIST_KEYS = [
  "severity",
  "status",
  "product",
  "category",
  "service",
  "tag",
  "language",
  "kind",
] as const satisfies readonly (keyof RuleFilter)[];
const SINGLE_KEYS = ["q", "state", "origin"] as const satisfies readonly (keyof RuleFilter)[];
export type ListKey = (typeof LIST_KEYS)[number];

/** The address of a list of rules: what differs from the defaults, in a fixed order, so that one view has one address. */
export function rulesHref(query: RuleQuery): string {
  const search = new URLSearchParams();
  for (const key of SINGLE_KEYS) {
    const value = query[key];
    if (value !== undefined && value !== "") search.set(key, value);
  }
  // A value of its own for each: log sources and tags are somebody else's text and may hold commas.
  for (const key of LIST_KEYS) for (const value of query[key]) search.append(key, value);
  if (query.sort !== "level") search.set("sort", query.sort);
  if (query.size !== 100) search.set("size", String(query.size));
  if (query.cursor !== undefined) search.set("cursor", query.cursor);
  const text = search.toString();
  return text === "" ? "/rules" : `/rules?${text}`;
}

/** The same list asked differently; a changed question starts at the first page. */
export function changed(query: RuleQuery, patch: Partial<RuleQuery>): RuleQuery {
  return { ...query, ...patch, cursor: undefined };
}

/** The filter of a query, without its order and its page. */
export function filterOf(query: RuleQuery): RuleFilter {
  const { sort: _sort, cursor: _cursor, size: _size, ...filter } = query;
  return filter;
}

/** A filter in force: what it says, and the list without it. */
export interface Chip {
  readonly text: string;
  readonly without: RuleQuery;
}

export function chipsOf(query: RuleQuery): readonly Chip[] {
  const chips: Chip[] = [];
  if (query.q) chips.push({ text: `text: ${query.q}`, without: changed(query, { q: undefined }) });
  if (query.state) chips.push({ text: `state: ${query.state}`, without: changed(query, { state: undefined }) });
  if (query.origin) chips.push({ text: `origin: ${query.origin}`, without: changed(query, { origin: undefined }) });
  for (const key of LIST_KEYS) {
    for (const value of query[key]) {
      const rest = query[key].filter((other) => other !== value);
      chips.push({ text: `${KEY_WORD[key]}: ${value}`, without: changed(query, { [key]: rest }) });
    }
  }
  return chips;
}

export const KEY_WORD: { readonly [K in ListKey]: string } = {
  severity: "level",
  status: "status",
  product: "product",
  category: "category",
  service: "service",
  tag: "tag",
  language: "language",
  kind: "type",
};
