"use client";
import { Alert, Text } from "@mantine/core";
import type { RuleImportDetail } from "#features/rule/import/types";
import { countText } from "../ingest/counts.ts";
import { TableScroll } from "../ui/table.tsx";
import { durationText, progressText, restingText, skippedText } from "./report-words.tsx";
import { RuleImportTable } from "./rule-import-table.tsx";

/** What an import came to: the counts, and its first lines, the refused ones before all others. */
export function RuleImportResult({ detail }: { readonly detail: RuleImportDetail }) {
  const total = detail.added + detail.updated + detail.unchanged + detail.refused;
  return (
    <>
      {detail.status === "cancelled" && <Alert title="Cancelled">What it had stored by then stays and is in force.</Alert>}
      {detail.status === "failed" && (
        <Alert color="red" role="alert" title="The import failed">
          {detail.error}
        </Alert>
      )}
      <Text size="sm" role="status">
        {[progressText(detail), restingText(detail), skippedText(detail.skipped), durationText(detail)]
          .filter((text) => text !== "")
          .join(" ")}
      </Text>
      {detail.lines.length > 0 && (
        <TableScroll minWidth={420} mah={360}>
          <RuleImportTable lines={detail.lines} />
        </TableScroll>
      )}
      {total > detail.lines.length && detail.lines.length > 0 && (
        <Text size="xs" c="dimmed">
          {countText(total - detail.lines.length)} more, none of them worse than these.
        </Text>
      )}
    </>
  );
}
