"use client";
import { Alert, Anchor, Badge, Group, Stack, Text } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";
import type { IngestDetail } from "#features/ingest/types";
import { Instant } from "../ui/instant.tsx";
import { Panel } from "../ui/panel.tsx";
import { Table, TableScroll, Td, Th } from "../ui/table.tsx";
import { countText, sizeText } from "./counts.ts";
import { FaultTable } from "./fault-table.tsx";
import { IngestStatusBadge } from "./ingest-status.tsx";
import { ReadProgress } from "./ingest-table.tsx";
import { isEnded, useLiveIngest } from "./use-live-ingest.ts";

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0} size="sm" fw={600} style={{ fontVariantNumeric: "tabular-nums" }}>
        {children}
      </Text>
    </div>
  );
}

/** What became of one file: counts, faults with their place, members, hosts, and fields nothing reads. */
export function IngestReport({ ingest: initial }: { readonly ingest: IngestDetail }) {
  const ingest = { ...initial, ...useLiveIngest(initial) };
  return (
    <Stack gap="md">
      <Group gap="sm">
        <IngestStatusBadge ingest={ingest} />
        <Text size="sm" c="dimmed">
          {sizeText(ingest.size)} · {ingest.format ?? "format not read yet"} · loaded by {ingest.createdBy},{" "}
          <Instant at={ingest.createdAt} show="full" /> UTC
        </Text>
      </Group>
      {!isEnded(ingest) && <ReadProgress ingest={ingest} />}
      {ingest.error && (
        <Alert color="red" title="It could not be read to the end" role="alert">
          {ingest.error} {ingest.stored > 0 && `The ${countText(ingest.stored)} events stored before that are kept.`}
        </Alert>
      )}
      {ingest.duplicateOf && (
        <Alert color="blue" title="Nothing changed">
          The very same bytes were loaded before. <Link href={`/ingests/${ingest.duplicateOf}`}>See that report</Link>.
        </Alert>
      )}
      <dl style={{ display: "flex", flexWrap: "wrap", gap: "var(--mantine-spacing-lg)", margin: 0 }} aria-live="off">
        <Fact label="Records">{countText(ingest.records)}</Fact>
        <Fact label="Stored">{countText(ingest.stored)}</Fact>
        <Fact label="Duplicates">{countText(ingest.duplicates)}</Fact>
        <Fact label="Faults">{countText(ingest.faults)}</Fact>
        <Fact label="Findings">{countText(ingest.findings)}</Fact>
        <Fact label="Alerts">
          {ingest.alerts > 0 ? (
            <Link href={alertsOf(ingest)} title="Alerts between its first and its last event">
              {countText(ingest.alerts)}
            </Link>
          ) : (
            "0"
          )}
        </Fact>
        <Fact label="First event">{ingest.firstEventAt ? <Instant at={ingest.firstEventAt} show="full" /> : "–"}</Fact>
        <Fact label="Last event">{ingest.lastEventAt ? <Instant at={ingest.lastEventAt} show="full" /> : "–"}</Fact>
      </dl>
      <Panel id="hosts" title="Hosts" aside={ingest.hosts.length}>
        {ingest.hosts.length === 0 ? (
          <Text size="sm" c="dimmed">
            No event has been stored yet.
          </Text>
        ) : (
          <Group gap={6}>
            {ingest.hosts.map((host) => (
              <Badge
                key={host}
                component={Link}
                href={`/alerts?host=${encodeURIComponent(host)}`}
                variant="default"
                tt="none"
                style={{ cursor: "pointer" }}
              >
                {host}
              </Badge>
            ))}
          </Group>
        )}
      </Panel>
      {ingest.files.length > 1 && <MemberPanel ingest={ingest} />}
      <Panel
        id="faults"
        title="Faults"
        aside={ingest.faults > 20 ? `first 20 of ${countText(ingest.faults)}` : countText(ingest.faults)}
        actions={
          ingest.faults > 0 && (
            <Anchor href={`/api/ingests/${ingest.id}/faults`} download size="xs">
              Download all (NDJSON)
            </Anchor>
          )
        }
      >
        {ingest.firstFaults.length === 0 ? (
          <Text size="sm" c="dimmed">
            Every record could be read.
          </Text>
        ) : (
          <FaultTable faults={ingest.firstFaults} />
        )}
      </Panel>
      {ingest.unreadFields.length > 0 && (
        <Panel id="unread" title="Fields no rule can see" aside={ingest.unreadFields.length}>
          <Text size="xs" c="dimmed" mb="xs">
            They are kept with the event. No mapping and no enabled rule reads them.
          </Text>
          <Group gap={6}>
            {ingest.unreadFields.map(({ name, count }) => (
              <Badge key={name} variant="outline" color="gray" tt="none">
                {name} · {countText(count)}
              </Badge>
            ))}
          </Group>
        </Panel>
      )}
    </Stack>
  );
}

/** The queue of the file's time and, when it has one host, of that: the file one came from is what one wants to look at. */
function alertsOf({ firstEventAt, lastEventAt, hosts }: IngestDetail): string {
  const search = new URLSearchParams({ status: "open,in_progress,closed,silenced", blocks: "shown" });
  if (firstEventAt !== null) search.set("from", firstEventAt);
  if (lastEventAt !== null) search.set("to", lastEventAt);
  const [host] = hosts;
  if (hosts.length === 1 && host !== undefined) search.set("host", host);
  return `/alerts?${search}`;
}

function MemberPanel({ ingest }: { readonly ingest: IngestDetail }) {
  return (
    <Panel id="members" title="Files inside" aside={ingest.files.length}>
      <TableScroll minWidth={640} mah={400}>
        <Table verticalSpacing={4} aria-label="Files inside the archive">
          <thead>
            <tr>
              <Th>File</Th>
              <Th>Format</Th>
              <Th ta="end">Records</Th>
              <Th ta="end">Stored</Th>
              <Th ta="end">Duplicates</Th>
              <Th ta="end">Faults</Th>
            </tr>
          </thead>
          <tbody>
            {ingest.files.map((file) => (
              <tr key={file.file}>
                <Td style={{ overflowWrap: "anywhere" }}>{file.file}</Td>
                <Td>{file.format}</Td>
                <Td ta="end">{countText(file.records)}</Td>
                <Td ta="end">{countText(file.stored)}</Td>
                <Td ta="end">{countText(file.duplicates)}</Td>
                <Td ta="end">{countText(file.faults)}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
    </Panel>
  );
}
