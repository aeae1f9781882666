import { RuleQuery } from "#features/rule/schema";

type Params = { readonly [name: string]: string | readonly string[] | undefined };

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  (typeof value === "string" ? value.split(",") : (value ?? [])).filter((part) => part !== "");

/** The rule list's URL: `?q=&severity=high,critical&state=refused&cursor=`. */
export function parseRuleQuery(params: Params): RuleQuery {
  const blankIsAbsent = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value === "" ? undefined : value]));
  return RuleQuery.parse({ ...blankIsAbsent, severity: list(params.severity), language: list(params.language) });
}

/** The next page under the same filters. */
export function nextHref(query: RuleQuery, cursor: string): string {
  const params = new URLSearchParams();
  if (query.q) params.set("q", query.q);
  if (query.severity.length > 0) params.set("severity", query.severity.join(","));
  if (query.language.length > 0) params.set("language", query.language.join(","));
  if (query.state) params.set("state", query.state);
  params.set("cursor", cursor);
  return `/rules?${params}`;
}
