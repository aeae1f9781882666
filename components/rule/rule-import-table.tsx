"use client";
import { Anchor, Badge, Text } from "@mantine/core";
import Link from "next/link";
import type { RuleImportFile } from "#features/rule/types";
import { Table, Td, Th } from "../ui/table.tsx";
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
      <thead className="visually-hidden">
        <tr>
          <Th>Outcome</Th>
          <Th>Rule</Th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike to the last letter
          <tr key={index}>
            <Td w={100} style={{ verticalAlign: "top" }}>
              <Badge variant="light" color={COLOURS[line.outcome]}>
                {line.outcome}
              </Badge>
            </Td>
            <Td style={{ overflowWrap: "anywhere" }}>
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
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
