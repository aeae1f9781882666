"use client";
import { Anchor, Text } from "@mantine/core";
import Link from "next/link";
import type { AlertRow } from "#features/alert/types";
import { Instant } from "../ui/instant.tsx";
import { Table, TableScroll, Td } from "../ui/table.tsx";

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
      <TableScroll minWidth={720}>
        <Table verticalSpacing={4} aria-label="Recent alerts">
          <tbody>
            {alerts.map((alert) => (
              <tr key={alert.id}>
                <Td>
                  <Anchor component={Link} size="sm" href={`/alerts/${alert.id}`}>
                    {alert.process ?? "no process"} on {alert.host}
                  </Anchor>
                </Td>
                <Td>{alert.user ?? "–"}</Td>
                <Td>
                  {alert.destination
                    ? `${alert.destination.address}${alert.destination.port === null ? "" : ` port ${alert.destination.port}`}`
                    : "–"}
                </Td>
                <Td>{alert.verdict ?? alert.status}</Td>
                <Td ta="end">{alert.count}</Td>
                <Td>
                  <Instant at={alert.lastSeen} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
      <Anchor component={Link} size="sm" href={`/alerts?rule=${encodeURIComponent(ruleId)}&status=open,in_progress,closed,silenced`}>
        All alerts of this rule
      </Anchor>
    </>
  );
}
