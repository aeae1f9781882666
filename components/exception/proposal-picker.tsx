"use client";
import { Radio, Stack, Text } from "@mantine/core";
import type { Proposal } from "#features/exception/types";

interface ProposalPickerProps {
  readonly proposals: readonly Proposal[];
  /** Null: the conditions were edited since. */
  readonly chosen: number | null;
  readonly onChoose: (index: number) => void;
  /** What the steps are called. */
  readonly labels: { readonly [step: string]: string };
}

/** Conditions made from the alert, the narrowest first. */
export function ProposalPicker({ proposals, chosen, onChoose, labels }: ProposalPickerProps) {
  if (proposals.length === 0) return null;
  return (
    <Radio.Group
      label="Start from"
      description="The narrowest comes first; everything can be edited below"
      value={chosen === null ? "" : String(chosen)}
      onChange={(value) => onChoose(Number(value))}
    >
      <Stack gap={6} mt="xs">
        {proposals.map((proposal, index) => (
          <Radio
            key={`${proposal.step ?? ""} ${proposal.title}`}
            size="xs"
            value={String(index)}
            label={
              <Text size="sm">
                {proposal.step !== null && (
                  <Text span size="sm" c="dimmed">
                    {labels[proposal.step] ?? proposal.step}:{" "}
                  </Text>
                )}
                {proposal.title}
              </Text>
            }
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
