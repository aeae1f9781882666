"use client";
import { Progress, Stack, Text } from "@mantine/core";
import type { RuleImportRow } from "#features/rule/import/types";
import { countText } from "../ingest/counts.ts";
import { progressText } from "./report-words.tsx";

/** How far an import is, while the worker compiles. */
export function RuleImportProgress({ row }: { readonly row: RuleImportRow | null }) {
  const files = row?.files ?? null;
  return (
    <Stack gap={4}>
      <Progress
        value={row && files ? (row.filesRead / files) * 100 : 0}
        aria-label="Rules imported"
        animated={files === null || row?.filesRead === 0}
      />
      <Text size="sm" role="status">
        {row && files !== null
          ? `${countText(row.filesRead)} of ${countText(files)} files. ${progressText(row)}`
          : "Waiting for the worker…"}
      </Text>
    </Stack>
  );
}
