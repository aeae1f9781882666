import type { FieldOverride, RuleDetails, Suppression, ThreatMapping } from "../rule-details.ts";
import { readSpan } from "./date-math.ts";
import type { ElasticRule } from "./schema.ts";

/** What a rule carries beside its query. */
export function detailsOf(rule: ElasticRule): RuleDetails {
  const overrides = (list: ElasticRule["severity_mapping"], member: "severity" | "risk_score"): readonly FieldOverride[] =>
    (list ?? []).flatMap(({ field, value, ...item }) => {
      const given = item[member];
      // Kibana writes a line without a field for each severity that nobody filled in.
      if (field === "") return [];
      return [{ field, when: value === undefined || value === "" || given === undefined ? null : { value, gives: given } }];
    });
  return present({
    type: rule.type,
    riskScore: rule.risk_score,
    riskScoreOverrides: overrides(rule.risk_score_mapping, "risk_score"),
    severityOverrides: overrides(rule.severity_mapping, "severity"),
    titleOverride: rule.rule_name_override,
    authorVersion: rule.version === undefined ? undefined : String(rule.version),
    indices: rule.index,
    dataView: rule.data_view_id,
    note: rule.note,
    setup: rule.setup,
    threat: threatOf(rule),
    suppression: suppressionOf(rule),
    isBuildingBlock: rule.building_block_type === undefined ? undefined : true,
    timestampOverride: rule.timestamp_override,
    investigationFields: rule.investigation_fields,
    timeline: rule.timeline_title || rule.timeline_id,
    exceptionLists: (rule.exceptions_list ?? []).map(({ id, list_id, type, namespace_type }) => ({
      id,
      listId: list_id,
      type,
      scope: namespace_type,
    })),
    license: rule.license,
    integrations: (rule.related_integrations ?? []).map(({ package: name, integration }) =>
      integration === undefined ? name : `${name}/${integration}`,
    ),
    requiredFields: rule.required_fields,
    isEnabled: rule.enabled,
  });
}

/** Without the members that say nothing. */
function present(details: { readonly [N in keyof RuleDetails]: RuleDetails[N] | undefined }): RuleDetails {
  const said = Object.entries(details).filter(
    ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(said);
}

function threatOf({ threat }: ElasticRule): readonly ThreatMapping[] {
  return (threat ?? []).map(({ framework, tactic, technique }) => ({
    framework,
    tactic: tactic ? named(tactic) : null,
    techniques: (technique ?? []).flatMap((item) => [named(item), ...(item.subtechnique ?? []).map(named)]),
  }));
}

function named({ id, name, reference }: { readonly id: string; readonly name: string; readonly reference?: string | undefined }) {
  return { id, name, ...(reference === undefined ? {} : { reference }) };
}

function suppressionOf({ alert_suppression: written, threshold }: ElasticRule): Suppression | undefined {
  if (!written) return undefined;
  const within = written.duration ? readSpan(`${written.duration.value}${written.duration.unit}`) : undefined;
  return {
    by: written.group_by ?? threshold?.field ?? [],
    ...(within === undefined ? {} : { within }),
    missing: written.missing_fields_strategy === "doNotSuppress" ? "keep" : "suppress",
  };
}

/** Sigma's tags for what the rule is mapped to, so that rules of every language are found by technique: `attack.t1127.001`. */
export function attackTags(rule: ElasticRule): readonly string[] {
  const mapped = threatOf(rule).filter(({ framework }) => /att&ck/i.test(framework));
  const names = mapped.flatMap(({ tactic, techniques }) => [
    ...(tactic ? [tactic.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")] : []),
    ...techniques.map(({ id }) => id.toLowerCase()),
  ]);
  return [...new Set(names.filter((name) => name !== "").map((name) => `attack.${name}`))];
}
