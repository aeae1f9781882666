"use client";
import { Badge, Button, Progress, Table, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useTransition } from "react";
import { cancelExecution } from "#features/execution/actions";
import type { ExecutionRow, ExecutionStatus } from "#features/execution/types";
import { countText } from "../ingest/counts.ts";
import { useNow } from "../ui/clock.tsx";
import { Instant } from "../ui/instant.tsx";
import { TextLink } from "../ui/text-link.tsx";
import { remarksOf, TRIGGER_WORD, tookText } from "./execution-words.ts";

const REFRESH_MS = 1_500;
const COLOUR: { readonly [S in ExecutionStatus]: string } = {
  queued: "gray",
  running: "blue",
  done: "green",
  failed: "red",
  cancelled: "gray",
};

const isUnderWay = ({ status }: ExecutionRow): boolean => status === "queued" || status === "running";

/** The newest executions of a rule; those under way move by themselves and can be stopped. */
export function ExecutionTable({ executions }: { readonly executions: readonly ExecutionRow[] }) {
  const router = useRouter();
  const isLive = executions.some(isUnderWay);
  const [isReading, startReading] = useTransition();
  useEffect(() => {
    // Not before the last reading is on the screen: another would put it off, and a slow server would never be heard.
    if (!isLive || isReading) return;
    const timer = setTimeout(() => startReading(() => router.refresh()), REFRESH_MS);
    return () => clearTimeout(timer);
  }, [isLive, isReading, router]);
  if (executions.length === 0)
    return (
      <Text size="sm" c="dimmed">
        None yet.
      </Text>
    );
  return (
    <Table.ScrollContainer minWidth={860}>
      <Table verticalSpacing={4} highlightOnHover aria-label="Executions">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Why</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Looked at (UTC)</Table.Th>
            <Table.Th ta="end">Hits</Table.Th>
            <Table.Th ta="end">Findings</Table.Th>
            <Table.Th ta="end">Alerts</Table.Th>
            <Table.Th>Took</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {executions.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Row({ row }: { readonly row: ExecutionRow }) {
  const { now } = useNow();
  const remarks = remarksOf(row);
  const isBacktest = row.trigger === "backtest";
  return (
    <>
      <Table.Tr style={remarks.length > 0 ? { borderBottom: 0 } : {}}>
        <Table.Td>
          <Instant at={row.startedAt ?? row.createdAt} />
        </Table.Td>
        <Table.Td title={`Asked for by ${row.createdBy}`}>
          {isBacktest ? (
            <TextLink href={`/rules/${encodeURIComponent(row.ruleId)}?backtest=${row.id}#backtest`}>{TRIGGER_WORD.backtest}</TextLink>
          ) : (
            TRIGGER_WORD[row.trigger]
          )}
        </Table.Td>
        <Table.Td>
          <Badge variant="light" tt="none" color={COLOUR[row.status]}>
            {row.status}
          </Badge>
          {isUnderWay(row) && <Stop row={row} />}
        </Table.Td>
        <Table.Td>
          <Instant at={row.from} show="full" /> to <Instant at={row.to} show="full" />
        </Table.Td>
        <Table.Td ta="end">{countText(row.hits)}</Table.Td>
        <Table.Td ta="end">{countText(row.findings)}</Table.Td>
        <Table.Td ta="end">{isBacktest ? "–" : countText(row.alerts)}</Table.Td>
        <Table.Td>{tookText(row, now)}</Table.Td>
      </Table.Tr>
      {remarks.length > 0 && (
        <Table.Tr>
          <Table.Td colSpan={8} pt={0}>
            {remarks.map((remark) => (
              <Text key={remark} size="xs" c={row.status === "failed" ? "red" : "dimmed"} style={{ overflowWrap: "anywhere" }}>
                {remark}
              </Text>
            ))}
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

function Stop({ row }: { readonly row: ExecutionRow }) {
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  const stop = () =>
    startTransition(async () => {
      await cancelExecution({ executionId: row.id });
      router.refresh();
    });
  return (
    <>
      <Button size="compact-xs" variant="subtle" ml={6} loading={busy} onClick={stop}>
        Cancel
      </Button>
      {row.total !== null && row.total > 0 && (
        <Progress
          mt={4}
          value={Math.min(100, (row.done / row.total) * 100)}
          aria-label={`${countText(row.done)} of ${countText(row.total)}`}
        />
      )}
    </>
  );
}
