"use client";
import { Anchor, Badge, ScrollArea, Table, Text } from "@mantine/core";
import Link from "next/link";
import type { RuleImportFile, RuleImportReport } from "#features/rule/types";
import { countText } from "../ingest/counts.ts";
import { DiagnosticList } from "./diagnostic-list.tsx";

const COLOURS: { readonly [O in RuleImportFile["outcome"]]: string } = {
  added: "green",
  updated: "blue",
  unchanged: "gray",
  refused: "red",
};
const RANK: { readonly [O in RuleImportFile["outcome"]]: number } = { refused: 0, added: 1, updated: 2, unchanged: 3 };
/** More lines than this nobody reads; the refused come first, so they are the ones shown. */
const SHOWN = 300;

/** What became of every file of an import, the refused first. */
export function RuleImportResult({ report }: { readonly report: RuleImportReport }) {
  const files = [...report.files].sort((a, b) => RANK[a.outcome] - RANK[b.outcome]);
  return (
    <>
      <Text size="sm">
        {countText(report.accepted)} added, {countText(report.updated)} updated, {countText(report.unchanged)} unchanged,{" "}
        {countText(report.refused)} refused.
      </Text>
      <ScrollArea.Autosize mah={360}>
        <Table verticalSpacing={4} aria-label="Imported files">
          <Table.Tbody>
            {files.slice(0, SHOWN).map((file) => (
              <Table.Tr key={`${file.file} ${file.ruleId ?? ""}`}>
                <Table.Td w={100}>
                  <Badge variant="light" color={COLOURS[file.outcome]}>
                    {file.outcome}
                  </Badge>
                </Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  {file.ruleId ? (
                    <Anchor component={Link} size="sm" href={`/rules/${encodeURIComponent(file.ruleId)}`}>
                      {file.title ?? file.file}
                    </Anchor>
                  ) : (
                    <Text size="sm">{file.file}</Text>
                  )}
                  {file.diagnostics.length > 0 && <DiagnosticList diagnostics={file.diagnostics} file={file.file} />}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {files.length > SHOWN && (
        <Text size="xs" c="dimmed">
          {countText(files.length - SHOWN)} more, none of them worse than these.
        </Text>
      )}
    </>
  );
}
