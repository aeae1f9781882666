"use client";
import { Badge, Button, Progress, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useTransition } from "react";
import { cancelExecution } from "#features/execution/actions";
import type { ExecutionRow, ExecutionStatus } from "#features/execution/types";
import { countText } from "../ingest/counts.ts";
import { useNow } from "../ui/clock.tsx";
import { Instant } from "../ui/instant.tsx";
import { Table, TableScroll, Td, Th } from "../ui/table.tsx";
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
    <TableScroll minWidth={860}>
      <Table verticalSpacing={4} highlightOnHover aria-label="Executions">
        <thead>
          <tr>
            <Th>When</Th>
            <Th>Why</Th>
            <Th>State</Th>
            <Th>Looked at (UTC)</Th>
            <Th ta="end">Hits</Th>
            <Th ta="end">Findings</Th>
            <Th ta="end">Alerts</Th>
            <Th>Took</Th>
          </tr>
        </thead>
        <tbody>
          {executions.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}

function Row({ row }: { readonly row: ExecutionRow }) {
  const { now } = useNow();
  const remarks = remarksOf(row);
  const isBacktest = row.trigger === "backtest";
  return (
    <>
      <tr style={remarks.length > 0 ? { borderBottom: 0 } : {}}>
        <Td>
          <Instant at={row.startedAt ?? row.createdAt} />
        </Td>
        <Td title={`Asked for by ${row.createdBy}`}>
          {isBacktest ? (
            <TextLink href={`/rules/${encodeURIComponent(row.ruleId)}?backtest=${row.id}#backtest`}>{TRIGGER_WORD.backtest}</TextLink>
          ) : (
            TRIGGER_WORD[row.trigger]
          )}
        </Td>
        <Td>
          <Badge variant="light" tt="none" color={COLOUR[row.status]}>
            {row.status}
          </Badge>
          {isUnderWay(row) && <Stop row={row} />}
        </Td>
        <Td>
          <Instant at={row.from} show="full" /> to <Instant at={row.to} show="full" />
        </Td>
        <Td ta="end">{countText(row.hits)}</Td>
        <Td ta="end">{countText(row.findings)}</Td>
        <Td ta="end">{isBacktest ? "–" : countText(row.alerts)}</Td>
        <Td>{tookText(row, now)}</Td>
      </tr>
      {remarks.length > 0 && (
        <tr>
          <Td colSpan={8} style={{ paddingTop: 0 }}>
            {remarks.map((remark) => (
              <Text key={remark} size="xs" c={row.status === "failed" ? "red" : "dimmed"} style={{ overflowWrap: "anywhere" }}>
                {remark}
              </Text>
            ))}
          </Td>
        </tr>
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
