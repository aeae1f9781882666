import { Alert } from "@mantine/core";
import { RESTING_STATUSES } from "#features/rule/constants";
import type { RuleDetail } from "#features/rule/types";
import { isReplaced } from "./related-words.ts";

/** What it means that a rule's author gave it up. */
export function RestingNote({ rule }: { readonly rule: Pick<RuleDetail, "status" | "enabled" | "related"> }) {
  if (!RESTING_STATUSES.includes(rule.status)) return null;
  const replaced = isReplaced(rule.related);
  return (
    <Alert color="gray" variant="light" title={`The author marked this rule ${rule.status}`}>
      {rule.status === "deprecated"
        ? "It is no longer kept up, and another rule may say the same better. "
        : "It cannot be used as it is. "}
      {rule.enabled ? "It is enabled and runs all the same." : "It is disabled; the switch above turns it on."}
      {replaced && " What replaced it stands under the related rules."}
    </Alert>
  );
}
