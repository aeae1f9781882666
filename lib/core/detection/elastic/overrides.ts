import type { Plan } from "../ir/plan.ts";
import type { MemberPath } from "./locate.ts";
import type { Remarks } from "./remarks.ts";
import type { ElasticRule } from "./schema.ts";

const SEVERITIES: ReadonlySet<string> = new Set(["low", "medium", "high", "critical"]);

/** What of a rule's overrides will not be taken from events, or not from each (`../override.ts` says when they are). */
export function remarkOverrides(rule: ElasticRule, plan: Plan, remarks: Remarks): void {
  for (const [at, { field, value, operator, severity }] of (rule.severity_mapping ?? []).entries()) {
    const path = ["severity_mapping", at];
    // Kibana writes a line without a field for each severity that nobody filled in.
    if (field === "") continue;
    if (severity === undefined || !SEVERITIES.has(severity))
      remarks.warning("bad-override", `"${severity ?? ""}" is no severity: the value of "${field}" gives none`, path);
    else if (value === undefined || value === "")
      remarks.warning("bad-override", `which value of "${field}" gives ${severity} is not said: none does`, path);
    else if (operator !== undefined && operator !== "equals")
      remarks.warning("bad-override", `"${operator}" is no operator of a mapping: the value of "${field}" must be equal`, path);
  }
  for (const [at, { field }] of (rule.risk_score_mapping ?? []).entries()) {
    if (at > 0 && field !== "")
      remarks.warning("bad-override", `only the first field gives a risk score: "${field}" is not asked, as in Kibana`, [
        "risk_score_mapping",
        at,
      ]);
  }
  for (const { field, path } of overriding(rule)) {
    if (plan.op === "window" && !plan.by.includes(field)) {
      const message = `an alert of a threshold has only the fields it counts by: "${field}" is not one of them, and nothing is taken from it`;
      remarks.warning("override-not-counted", message, path);
    } else if (plan.op === "sequence" || plan.op === "sample") {
      const message = `"${field}" stands in place of the rule's own only where all events of a finding have the same value of it`;
      remarks.warning("override-shared", message, path);
    }
  }
}

function overriding(rule: ElasticRule): readonly { readonly field: string; readonly path: MemberPath }[] {
  const of = (field: string | undefined, ...path: MemberPath) => (field === undefined || field === "" ? [] : [{ field, path }]);
  const severities = rule.severity_mapping ?? [];
  const first = severities.findIndex(({ field }) => field !== "");
  return [
    ...of(rule.rule_name_override, "rule_name_override"),
    ...of(severities[first]?.field, "severity_mapping", first),
    ...of(rule.risk_score_mapping?.[0]?.field, "risk_score_mapping", 0),
  ];
}
