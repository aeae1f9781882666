"use client";
import { Anchor, Table, Text } from "@mantine/core";
import Link from "next/link";
import type { AlertRow } from "#features/alert/types";
import { Instant } from "../ui/instant.tsx";

/** The latest alerts of a rule, and the way to all of them. */
export function RecentAlerts({ alerts, ruleId }: { readonly alerts: readonly AlertRow[]; readonly ruleId: string }) {
  if (alerts.length === 0)
    return (
      <Text size="sm" c="dimmed">
        It has not fired.
      </Text>
    );
  return (
    <>
      <Table.ScrollContainer minWidth={720}>
        <Table verticalSpacing={4} aria-label="Recent alerts">
          <Table.Tbody>
            {alerts.map((alert) => (
              <Table.Tr key={alert.id}>
                <Table.Td>
                  <Anchor component={Link} size="sm" href={`/alerts/${alert.id}`}>
                    {alert.process ?? "no process"} on {alert.host}
                  </Anchor>
                </Table.Td>
                <Table.Td>{alert.user ?? "–"}</Table.Td>
                <Table.Td>
                  {alert.destination
                    ? `${alert.destination.address}${alert.destination.port === null ? "" : ` port ${alert.destination.port}`}`
                    : "–"}
                </Table.Td>
                <Table.Td>{alert.verdict ?? alert.status}</Table.Td>
                <Table.Td ta="end">{alert.count}</Table.Td>
                <Table.Td>
                  <Instant at={alert.lastSeen} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Anchor component={Link} size="sm" href={`/alerts?rule=${encodeURIComponent(ruleId)}&status=open,in_progress,closed,silenced`}>
        All alerts of this rule
      </Anchor>
    </>
  );
}
