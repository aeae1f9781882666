"use client";
import { Code } from "@mantine/core";
import type { IngestFaultRow } from "#features/ingest/types";
import { PlainText } from "../ui/plain-text.tsx";
import { Table, TableScroll, Td, Th } from "../ui/table.tsx";
import { countText } from "./counts.ts";

/** Where and why records could not be used. */
export function FaultTable({ faults }: { readonly faults: readonly IngestFaultRow[] }) {
  return (
    <TableScroll minWidth={760}>
      <Table verticalSpacing={4} aria-label="Faults">
        <thead>
          <tr>
            <Th>File</Th>
            <Th ta="end">Record</Th>
            <Th ta="end">Byte</Th>
            <Th>Fault</Th>
            <Th>What was wrong</Th>
          </tr>
        </thead>
        <tbody>
          {faults.map((fault) => (
            <tr key={`${fault.file} ${fault.record} ${fault.offset} ${fault.code} ${fault.detail}`}>
              <Td style={{ overflowWrap: "anywhere" }}>{fault.file}</Td>
              <Td ta="end">{countText(fault.record)}</Td>
              <Td ta="end">{fault.offset === null ? "–" : countText(fault.offset)}</Td>
              <Td style={{ whiteSpace: "nowrap" }}>{fault.code}</Td>
              <Td>
                {fault.detail}
                {fault.excerpt && (
                  <Code block mt={4} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
                    <PlainText text={fault.excerpt} />
                  </Code>
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
