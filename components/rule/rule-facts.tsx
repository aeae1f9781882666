import { Facts } from "#components/alert/facts";
import type { RuleDetail } from "#features/rule/types";
import { suppressionText, triggerText } from "./detail-words.ts";

/** What the rule's file says of itself beside the query. */
export function RuleFacts({ rule }: { readonly rule: Pick<RuleDetail, "kind" | "riskScore" | "authorVersion" | "details"> }) {
  const { details } = rule;
  const list = (values: readonly string[] | undefined) => values?.join(", ");
  return (
    <Facts
      facts={[
        ["Type", rule.kind],
        ["Risk score", rule.riskScore],
        ["Author's version", rule.authorVersion],
        ["Looks in", list(details.indices)],
        ["Data view", details.dataView],
        ["Integrations", list(details.integrations)],
        ["Fires when", triggerText(details.trigger)],
        ["Suppression", suppressionText(details.suppression)],
        [
          "Time of the schedule",
          details.timestampOverride && `${details.timestampOverride}: late events are looked at when they arrive, whatever this says`,
        ],
        ["Title from", details.titleOverride],
        ["Risk score from", details.riskScoreOverrides?.map(({ field }) => field).join(", ")],
        [
          "Severity from",
          details.severityOverrides?.map(({ field, when }) => (when ? `${field} = ${when.value}: ${when.gives}` : field)).join(", "),
        ],
        ["Look at first", list(details.investigationFields)],
        ["Timeline template", details.timeline && `${details.timeline} (Kibana's own)`],
        ["Building block", details.isBuildingBlock && "its alerts are parts of something else"],
        ["License", details.license],
        ["Fields it needs", details.requiredFields?.map(({ name, type }) => `${name} (${type})`).join(", ")],
        [
          "Entities",
          details.entityMappings
            ?.map(({ entityType, fields }) => `${entityType}: ${fields.map(({ column }) => column).join(", ")}`)
            .join(" · "),
        ],
        [
          "Lists of exceptions beside it",
          details.exceptionLists?.map(({ listId, type }) => `${listId} (${type}, not carried in the file)`).join(", "),
        ],
      ]}
    />
  );
}
