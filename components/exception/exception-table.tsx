"use client";
import { Anchor, Badge, Table, Text } from "@mantine/core";
import Link from "next/link";
import type { ExceptionRow } from "#features/exception/types";
import { countText } from "../ingest/counts.ts";
import { Instant } from "../ui/instant.tsx";
import { ConditionText } from "./condition-text.tsx";
import { ExceptionStatusBadge } from "./exception-status.tsx";
import { exceptionName } from "./words.ts";

/** Exceptions with what each hides and how long it still will. */
export function ExceptionTable({ exceptions }: { readonly exceptions: readonly ExceptionRow[] }) {
  return (
    <Table.ScrollContainer minWidth={1000}>
      <Table highlightOnHover verticalSpacing={6} aria-label="Exceptions">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Exception</Table.Th>
            <Table.Th>Conditions</Table.Th>
            <Table.Th>Rules</Table.Th>
            <Table.Th ta="end">Alerts silenced</Table.Th>
            <Table.Th ta="end">Findings</Table.Th>
            <Table.Th>Last silenced</Table.Th>
            <Table.Th>Ends</Table.Th>
            <Table.Th>State</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {exceptions.map((exception) => (
            <Table.Tr key={exception.id}>
              <Table.Td maw={280}>
                <Anchor component={Link} size="sm" href={`/exceptions/${exception.id}`}>
                  {exceptionName(exception.number)} {exception.title}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {exception.createdBy}, <Instant at={exception.createdAt} />
                </Text>
              </Table.Td>
              <Table.Td maw={420} fz="xs">
                <ConditionText conditions={exception.conditions} />
              </Table.Td>
              <Table.Td maw={220} fz="xs">
                {exception.rules.length === 0 ? (
                  <Badge color="yellow" variant="light">
                    every rule
                  </Badge>
                ) : (
                  exception.rules.map((rule) => rule.title).join(", ")
                )}
                {exception.step !== null && (
                  <Text size="xs" c="dimmed">
                    only step “{exception.step}”
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="end">
                {exception.silencedAlerts > 0 ? (
                  <Anchor component={Link} size="sm" href={`/alerts?status=silenced&exception=${exception.id}`}>
                    {countText(exception.silencedAlerts)}
                  </Anchor>
                ) : (
                  "0"
                )}
              </Table.Td>
              <Table.Td ta="end">{countText(exception.silencedFindings)}</Table.Td>
              <Table.Td>{exception.lastSilencedAt ? <Instant at={exception.lastSilencedAt} /> : "never"}</Table.Td>
              <Table.Td>
                {exception.endedAt ? (
                  <Instant at={exception.endedAt} />
                ) : exception.expiresAt ? (
                  <Instant at={exception.expiresAt} />
                ) : (
                  "when removed"
                )}
              </Table.Td>
              <Table.Td>
                <ExceptionStatusBadge exception={exception} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
