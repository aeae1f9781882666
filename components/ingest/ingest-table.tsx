"use client";
import { Anchor, Button, Progress, Text } from "@mantine/core";
import Link from "next/link";
import { useTransition } from "react";
import { cancelIngest } from "#features/ingest/actions";
import type { IngestRow } from "#features/ingest/types";
import { Instant } from "../ui/instant.tsx";
import { Table, TableScroll, Td, Th } from "../ui/table.tsx";
import { countText, percentOf, sizeText } from "./counts.ts";
import { IngestStatusBadge } from "./ingest-status.tsx";
import { isEnded, useLiveIngest } from "./use-live-ingest.ts";

/** Everything that was loaded, newest first; rows being read count up as one looks. */
export function IngestTable({ ingests }: { readonly ingests: readonly IngestRow[] }) {
  return (
    <TableScroll minWidth={980}>
      <Table highlightOnHover verticalSpacing={6} aria-label="Loaded files">
        <thead>
          <tr>
            <Th>File</Th>
            <Th>State</Th>
            <Th ta="end">Size</Th>
            <Th ta="end">Records</Th>
            <Th ta="end">Stored</Th>
            <Th ta="end">Duplicates</Th>
            <Th ta="end">Faults</Th>
            <Th ta="end">Findings</Th>
            <Th>Loaded</Th>
          </tr>
        </thead>
        <tbody>
          {ingests.map((ingest) => (
            <IngestLine key={ingest.id} initial={ingest} />
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}

function IngestLine({ initial }: { readonly initial: IngestRow }) {
  const ingest = useLiveIngest(initial);
  return (
    <tr>
      <Td maw={340}>
        <Anchor component={Link} href={`/ingests/${ingest.id}`} size="sm" truncate="end" display="block" title={ingest.name}>
          {ingest.name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {ingest.format ?? (ingest.origin === "api" ? "API" : "format not read yet")} · {ingest.createdBy}
        </Text>
      </Td>
      <Td miw={130}>
        <IngestStatusBadge ingest={ingest} />
        {!isEnded(ingest) && <ReadProgress ingest={ingest} />}
      </Td>
      <Count value={ingest.size} text={sizeText(ingest.size)} />
      <Count value={ingest.records} />
      <Count value={ingest.stored} />
      <Count value={ingest.duplicates} />
      <Count value={ingest.faults} strong />
      <Count value={ingest.findings} strong />
      <Td>
        <Instant at={ingest.createdAt} />
      </Td>
    </tr>
  );
}

function Count({ value, text, strong = false }: { readonly value: number; readonly text?: string; readonly strong?: boolean }) {
  return (
    <Td
      ta="end"
      style={{ fontVariantNumeric: "tabular-nums" }}
      {...(value === 0 && { c: "dimmed" })}
      {...(strong && value > 0 && { fw: 600 })}
    >
      {text ?? countText(value)}
    </Td>
  );
}

/** How far reading is, and the button that stops it. */
export function ReadProgress({ ingest }: { readonly ingest: IngestRow }) {
  const [busy, startTransition] = useTransition();
  const percent = percentOf(ingest.bytesRead, ingest.size, false);
  return (
    <div style={{ display: "flex", alignItems: "center", gap: 8, marginTop: 4 }}>
      <Progress.Root size="sm" style={{ flex: 1 }}>
        <Progress.Section value={percent} animated aria-label={`${ingest.name}: ${percent} % read`} />
      </Progress.Root>
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        loading={busy}
        aria-label={`Cancel reading ${ingest.name}`}
        onClick={() => startTransition(() => cancelIngest({ ingestId: ingest.id }))}
      >
        Cancel
      </Button>
    </div>
  );
}
