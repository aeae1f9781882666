"use client";
import { Code, Table } from "@mantine/core";
import type { IngestFaultRow } from "#features/ingest/types";
import { PlainText } from "../ui/plain-text.tsx";
import { countText } from "./counts.ts";

/** Where and why records could not be used. */
export function FaultTable({ faults }: { readonly faults: readonly IngestFaultRow[] }) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table verticalSpacing={4} aria-label="Faults">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>File</Table.Th>
            <Table.Th ta="end">Record</Table.Th>
            <Table.Th ta="end">Byte</Table.Th>
            <Table.Th>Fault</Table.Th>
            <Table.Th>What was wrong</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {faults.map((fault) => (
            <Table.Tr key={`${fault.file} ${fault.record} ${fault.offset} ${fault.code} ${fault.detail}`}>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{fault.file}</Table.Td>
              <Table.Td ta="end">{countText(fault.record)}</Table.Td>
              <Table.Td ta="end">{fault.offset === null ? "–" : countText(fault.offset)}</Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>{fault.code}</Table.Td>
              <Table.Td>
                {fault.detail}
                {fault.excerpt && (
                  <Code block mt={4} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
                    <PlainText text={fault.excerpt} />
                  </Code>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
