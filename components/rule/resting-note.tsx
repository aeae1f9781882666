import { Alert } from "@mantine/core";
import { RESTING_STATUSES } from "#features/rule/constants";
import type { RuleDetail } from "#features/rule/types";

/** What it means that a rule's author gave it up. */
export function RestingNote({ rule }: { readonly rule: Pick<RuleDetail, "status" | "enabled" | "related"> }) {
  if (!RESTING_STATUSES.includes(rule.status)) return null;
  const replaced = rule.related.some((each) => each.type === "obsolete" || each.type === "obsoletes" || each.type === "merged");
  return (
    <Alert color="gray" variant="light" title={`The author marked this rule ${rule.status}`}>
      {rule.status === "deprecated"
        ? "It is no longer kept up, and another rule may say the same better. "
        : "It cannot be used as it is. "}
      {rule.enabled ? "It is enabled and runs all the same." : "It was imported disabled and can be enabled."}
      {replaced && " See the related rules below."}
    </Alert>
  );
}
