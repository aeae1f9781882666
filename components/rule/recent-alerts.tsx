"use client";
import { Anchor, Text } from "@mantine/core";
import Link from "next/link";
import type { AlertRow } from "#features/alert/types";
import { StatusMark } from "../alert/status-mark.tsx";
import { Instant } from "../ui/instant.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import { Table, TableScroll, Td, Th } from "../ui/table.tsx";
import classes from "./recent-alerts.module.css";

/** Of a command line the page of the alert shows the rest. */
const SHOWN = 300;

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
      <TableScroll minWidth={860}>
        <Table verticalSpacing={4} aria-label="Recent alerts">
          <thead>
            <tr>
              <Th>Alert</Th>
              <Th>Command line</Th>
              <Th>User</Th>
              <Th>Destination</Th>
              <Th>Status</Th>
              <Th ta="end">Count</Th>
              <Th>Last seen</Th>
            </tr>
          </thead>
          <tbody>
            {alerts.map((alert) => (
              <tr key={alert.id}>
                <Td>
                  <Anchor component={Link} size="sm" href={`/alerts/${alert.id}`}>
                    <PlainText text={alert.process ?? "no process"} /> on {alert.host}
                  </Anchor>
                </Td>
                <Td maw={320}>
                  <div className={classes.command} title={alert.commandLine?.slice(0, 2_000)}>
                    <PlainText text={alert.commandLine?.slice(0, SHOWN) ?? ""} />
                  </div>
                </Td>
                <Td>{alert.user ?? "–"}</Td>
                <Td>
                  {alert.destination
                    ? `${alert.destination.address}${alert.destination.port === null ? "" : ` port ${alert.destination.port}`}`
                    : "–"}
                </Td>
                <Td>
                  <StatusMark status={alert.status} verdict={alert.verdict} assignee={null} />
                </Td>
                <Td ta="end">{alert.count}</Td>
                <Td style={{ whiteSpace: "nowrap" }}>
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
