"use client";
import { NativeSelect } from "@mantine/core";
import { type Draft, hasOneRule } from "./draft.ts";
import type { RuleSteps } from "./rule-steps.tsx";

interface StepChoiceProps {
  readonly steps: RuleSteps | null;
  readonly draft: Draft;
  readonly onChange: (step: string | null) => void;
}

/** Which step of a sequence the conditions are about. Only while the exception is for that one rule. */
export function StepChoice({ steps, draft, onChange }: StepChoiceProps) {
  if (steps === null || !hasOneRule(draft) || draft.ruleIds[0] !== steps.ruleId) return null;
  return (
    <NativeSelect
      size="xs"
      label="Events"
      description="One silenced event silences the whole sequence: it needs them all"
      data={[
        { value: "", label: "Any event of the sequence" },
        ...steps.steps.map(({ name, label }) => ({ value: name, label: `Only for ${label[0]?.toLowerCase()}${label.slice(1)}` })),
      ]}
      value={draft.step ?? ""}
      onChange={(event) => onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)}
    />
  );
}
