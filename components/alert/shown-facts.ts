import type { Shown } from "#core/detection/override";

type Fact = readonly [name: string, value: string | null];

/** What of an alert is its events' and not its rule's, where from, and what the rule's own is. */
export function shownFacts(shown: Shown | null): readonly Fact[] {
  if (!shown) return [];
  const { from, rule } = shown;
  const score = shown.riskScore === null ? null : shown.riskScore.toLocaleString("en");
  const ofRule = rule.riskScore === null ? "the rule has none" : `the rule's own is ${rule.riskScore.toLocaleString("en")}`;
  return [
    ["Title from", from.title ? `${from.title.field}; the rule is called ${rule.title}` : null],
    ["Severity from", from.severity ? `${from.severity.field} = ${from.severity.value}; the rule's own is ${rule.severity}` : null],
    ["Risk score", from.riskScore ? `${score}, from ${from.riskScore.field}; ${ofRule}` : score],
  ];
}
