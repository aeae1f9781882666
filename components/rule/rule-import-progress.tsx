"use client";
import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useTransition } from "react";
import { cancelRuleImport } from "#features/rule/import/actions";
import type { RuleImportRow } from "#features/rule/import/types";
import { countText } from "../ingest/counts.ts";
import { progressText } from "./report-words.tsx";

/** How far an import is, while the worker compiles; it can be stopped. */
export function RuleImportProgress({ id, row }: { readonly id: string; readonly row: RuleImportRow | null }) {
  const [isStopping, startTransition] = useTransition();
  const files = row?.files ?? null;
  return (
    <Stack gap={4}>
      <Progress
        value={row && files ? (row.filesRead / files) * 100 : 0}
        aria-label="Rules imported"
        animated={files === null || row?.filesRead === 0}
      />
      <Group justify="space-between">
        <Text size="sm" role="status">
          {row && files !== null
            ? `${countText(row.filesRead)} of ${countText(files)} files and lines. ${progressText(row)}`
            : "Waiting for the worker…"}
        </Text>
        <Button
          size="compact-xs"
          variant="default"
          loading={isStopping}
          onClick={() => startTransition(async () => cancelRuleImport({ importId: id }))}
        >
          Cancel the import
        </Button>
      </Group>
    </Stack>
  );
}
