"use client";
import { Anchor, Table, Text } from "@mantine/core";
import Link from "next/link";
import type { RuleImportRow } from "#features/rule/import/types";
import { countText } from "../ingest/counts.ts";
import { Instant } from "../ui/instant.tsx";
import { durationText } from "./report-words.tsx";

/** Uploads of rules, the newest first. */
export function ImportList({ imports }: { readonly imports: readonly RuleImportRow[] }) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table verticalSpacing={4} highlightOnHover aria-label="Imports of rules">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Upload</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th ta="end">Added</Table.Th>
            <Table.Th ta="end">Updated</Table.Th>
            <Table.Th ta="end">Unchanged</Table.Th>
            <Table.Th ta="end">Refused</Table.Th>
            <Table.Th>Took</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>Who</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {imports.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td style={{ overflowWrap: "anywhere" }}>
                <Anchor component={Link} size="sm" href={`/rules/imports/${row.id}`}>
                  {row.name}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <Text size="sm" {...(row.status === "failed" && { c: "red" })}>
                  {row.status}
                </Text>
              </Table.Td>
              <Table.Td ta="end">{countText(row.added)}</Table.Td>
              <Table.Td ta="end">{countText(row.updated)}</Table.Td>
              <Table.Td ta="end">{countText(row.unchanged)}</Table.Td>
              <Table.Td ta="end">{countText(row.refused)}</Table.Td>
              <Table.Td>{durationText(row)}</Table.Td>
              <Table.Td>
                <Instant at={row.createdAt} />
              </Table.Td>
              <Table.Td>{row.createdBy}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
