import type { AlertDetail } from "#features/alert/types";
import { stepLabel } from "../alert/finding-words.ts";

/** The steps of one rule that an exception for it may be bound to. */
export interface RuleSteps {
  readonly ruleId: string;
  readonly steps: readonly { readonly name: string; readonly label: string }[];
}

/** What an exception for an alert's rule can be bound to: steps of which there are events. Null of a rule without steps. */
export function ruleSteps({ ruleId, outline, stepTitles }: Pick<AlertDetail, "ruleId" | "outline" | "stepTitles">): RuleSteps | null {
  if (outline?.kind !== "sequence" && outline?.kind !== "sample") return null;
  const steps = outline.steps.flatMap(({ name, isAbsent }, index) =>
    isAbsent ? [] : [{ name, label: stepLabel({ index, name }, stepTitles) }],
  );
  return { ruleId, steps };
}
