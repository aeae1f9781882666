"use client";
import { Stack, Text } from "@mantine/core";
import type { BacktestSample, ExecutionDetail } from "#features/execution/types";
import { countText } from "../ingest/counts.ts";
import { Instant } from "../ui/instant.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import { Table, TableScroll, Td, Th } from "../ui/table.tsx";
import { remarksOf, tookText } from "./execution-words.ts";

/** What a backtest found: the counts, and its first findings. */
export function BacktestResult({ backtest }: { readonly backtest: ExecutionDetail }) {
  const { status, from, to, events, hits, findings, samples } = backtest;
  const isOver = status === "done";
  return (
    <Stack gap="xs">
      <Text size="sm">
        <Instant at={from} show="full" /> to <Instant at={to} show="full" /> UTC:{" "}
        {isOver
          ? `${countText(events)} events read, ${countText(hits)} hits, ${countText(findings)} ${findings === 1 ? "finding" : "findings"}, in ${tookText(backtest)}. Nothing was raised.`
          : status}
      </Text>
      {remarksOf(backtest).map((remark) => (
        <Text key={remark} size="sm" c={status === "failed" ? "red" : "dimmed"}>
          {remark}
        </Text>
      ))}
      {samples.length > 0 && (
        <TableScroll minWidth={760}>
          <Table verticalSpacing={4} aria-label="Findings of the backtest">
            <thead>
              <tr>
                <Th>When (UTC)</Th>
                <Th>Host</Th>
                <Th>Process</Th>
                <Th>What</Th>
                <Th ta="end">Events</Th>
              </tr>
            </thead>
            <tbody>
              {samples.map((sample, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: findings of a backtest have no other identity
                <Sample key={index} sample={sample} />
              ))}
            </tbody>
          </Table>
        </TableScroll>
      )}
      {findings > samples.length && (
        <Text size="xs" c="dimmed">
          The first {countText(samples.length)} of {countText(findings)}.
        </Text>
      )}
    </Stack>
  );
}

function Sample({ sample }: { readonly sample: BacktestSample }) {
  const cells = Object.entries(sample.cells).map(([name, value]) => `${name} = ${value === null ? "nothing" : String(value)}`);
  const lines = [...cells, ...sample.pieces.map(({ text }) => text)];
  return (
    <tr>
      <Td style={{ verticalAlign: "top", whiteSpace: "nowrap" }}>
        <Instant at={sample.at} show="full" />
      </Td>
      <Td style={{ verticalAlign: "top", overflowWrap: "anywhere" }}>{sample.hosts.join(", ") || "–"}</Td>
      <Td style={{ verticalAlign: "top", overflowWrap: "anywhere" }}>{sample.processes.join(", ") || "–"}</Td>
      <Td maw={460}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two events may read alike
          <Text key={index} size="xs" style={{ overflowWrap: "anywhere" }}>
            <PlainText text={line} />
          </Text>
        ))}
        {sample.silenced && (
          <Text size="xs" c="dimmed">
            Exceptions in force would silence it.
          </Text>
        )}
      </Td>
      <Td ta="end" style={{ verticalAlign: "top" }}>
        {countText(sample.events)}
      </Td>
    </tr>
  );
}
