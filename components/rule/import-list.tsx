"use client";
import { Anchor, Text } from "@mantine/core";
import Link from "next/link";
import type { RuleImportRow } from "#features/rule/import/types";
import { countText } from "../ingest/counts.ts";
import { Instant } from "../ui/instant.tsx";
import { Table, TableScroll, Td, Th } from "../ui/table.tsx";
import { durationText } from "./report-words.tsx";

/** Uploads of rules, the newest first. */
export function ImportList({ imports }: { readonly imports: readonly RuleImportRow[] }) {
  return (
    <TableScroll minWidth={760}>
      <Table verticalSpacing={4} highlightOnHover aria-label="Imports of rules">
        <thead>
          <tr>
            <Th>Upload</Th>
            <Th>Status</Th>
            <Th ta="end">Added</Th>
            <Th ta="end">Updated</Th>
            <Th ta="end">Unchanged</Th>
            <Th ta="end">Refused</Th>
            <Th>Took</Th>
            <Th>When</Th>
            <Th>Who</Th>
          </tr>
        </thead>
        <tbody>
          {imports.map((row) => (
            <tr key={row.id}>
              <Td style={{ overflowWrap: "anywhere" }}>
                <Anchor component={Link} size="sm" href={`/rules/imports/${row.id}`}>
                  {row.name}
                </Anchor>
              </Td>
              <Td>
                <Text size="sm" {...(row.status === "failed" && { c: "red" })}>
                  {row.status}
                </Text>
              </Td>
              <Td ta="end">{countText(row.added)}</Td>
              <Td ta="end">{countText(row.updated)}</Td>
              <Td ta="end">{countText(row.unchanged)}</Td>
              <Td ta="end">{countText(row.refused)}</Td>
              <Td>{durationText(row)}</Td>
              <Td>
                <Instant at={row.createdAt} />
              </Td>
              <Td>{row.createdBy}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
