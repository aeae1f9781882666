"use client";
import { Anchor, Badge, Text } from "@mantine/core";
import Link from "next/link";
import type { ExceptionRow } from "#features/exception/types";
import { countText } from "../ingest/counts.ts";
import { Instant } from "../ui/instant.tsx";
import { Table, TableScroll, Td, Th } from "../ui/table.tsx";
import { ConditionText } from "./condition-text.tsx";
import { ExceptionStatusBadge } from "./exception-status.tsx";
import { exceptionName } from "./words.ts";

/** Exceptions with what each hides and how long it still will. */
export function ExceptionTable({ exceptions }: { readonly exceptions: readonly ExceptionRow[] }) {
  return (
    <TableScroll minWidth={1000}>
      <Table highlightOnHover verticalSpacing={6} aria-label="Exceptions">
        <thead>
          <tr>
            <Th>Exception</Th>
            <Th>Conditions</Th>
            <Th>Rules</Th>
            <Th ta="end">Alerts silenced</Th>
            <Th ta="end">Findings</Th>
            <Th>Last silenced</Th>
            <Th>Ends</Th>
            <Th>State</Th>
          </tr>
        </thead>
        <tbody>
          {exceptions.map((exception) => (
            <tr key={exception.id}>
              <Td maw={280}>
                <Anchor component={Link} size="sm" href={`/exceptions/${exception.id}`}>
                  {exceptionName(exception.number)} {exception.title}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {exception.createdBy}, <Instant at={exception.createdAt} />
                </Text>
              </Td>
              <Td maw={420} fz="xs">
                <ConditionText conditions={exception.conditions} />
              </Td>
              <Td maw={220} fz="xs">
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
              </Td>
              <Td ta="end">
                {exception.silencedAlerts > 0 ? (
                  <Anchor component={Link} size="sm" href={`/alerts?status=silenced&exception=${exception.id}`}>
                    {countText(exception.silencedAlerts)}
                  </Anchor>
                ) : (
                  "0"
                )}
              </Td>
              <Td ta="end">{countText(exception.silencedFindings)}</Td>
              <Td>{exception.lastSilencedAt ? <Instant at={exception.lastSilencedAt} /> : "never"}</Td>
              <Td>
                {exception.endedAt ? (
                  <Instant at={exception.endedAt} />
                ) : exception.expiresAt ? (
                  <Instant at={exception.expiresAt} />
                ) : (
                  "when removed"
                )}
              </Td>
              <Td>
                <ExceptionStatusBadge exception={exception} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
