import { Text } from "@mantine/core";
import { DEAR_NANOSECONDS } from "#features/rule/constants";
import type { RuleCostState } from "#features/rule/types";
import { Instant } from "../ui/instant.tsx";
import { costText, nanosText } from "./detail-words.ts";

/** What asking a rule costs, and a warning when that is much. */
export function CostNote({ cost }: { readonly cost: RuleCostState }) {
  const isDear = cost.nanoseconds > DEAR_NANOSECONDS;
  return (
    <>
      <Text size="sm">
        {costText(cost)}. Measured on events as they arrived, last <Instant at={cost.measuredAt} show="full" /> UTC.
      </Text>
      {isDear && (
        <Text size="sm" style={{ color: "var(--warn)" }}>
          That is more than {nanosText(DEAR_NANOSECONDS)}: look for a regular expression, or for a rule without any exact word in it.
        </Text>
      )}
    </>
  );
}
