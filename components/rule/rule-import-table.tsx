"use client";
import { Anchor, Badge, Table, Text } from "@mantine/core";
import Link from "next/link";
import type { RuleImportFile } from "#features/rule/types";
import { DiagnosticList } from "./diagnostic-list.tsx";

const COLOURS: { readonly [O in RuleImportFile["outcome"]]: string } = {
  added: "green",
  updated: "blue",
  unchanged: "gray",
  refused: "red",
};

/** What became of each rule, and of each file without one. */
export function RuleImportTable({ lines }: { readonly lines: readonly RuleImportFile[] }) {
  return (
    <Table verticalSpacing={4} aria-label="Imported files">
      <Table.Thead className="visually-hidden">
        <Table.Tr>
          <Table.Th>Outcome</Table.Th>
          <Table.Th>Rule</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike to the last letter
          <Table.Tr key={index}>
            <Table.Td w={100} style={{ verticalAlign: "top" }}>
              <Badge variant="light" color={COLOURS[line.outcome]}>
                {line.outcome}
              </Badge>
            </Table.Td>
            <Table.Td style={{ overflowWrap: "anywhere" }}>
              {line.ruleId ? (
                <>
                  <Anchor component={Link} size="sm" href={`/rules/${encodeURIComponent(line.ruleId)}`}>
                    {line.title ?? line.file}
                  </Anchor>
                  <Text size="xs" c="dimmed">
                    {line.file}
                  </Text>
                </>
              ) : (
                <Text size="sm">{line.file}</Text>
              )}
              {line.diagnostics.length > 0 && <DiagnosticList diagnostics={line.diagnostics} />}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
