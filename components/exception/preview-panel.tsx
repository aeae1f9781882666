"use client";
import { Alert, Anchor, Loader, Stack, Text } from "@mantine/core";
import Link from "next/link";
import type { PreviewAlert } from "#features/exception/types";
import { SeverityMark } from "../alert/severity-mark.tsx";
import { countText } from "../ingest/counts.ts";
import { Panel } from "../ui/panel.tsx";
import { Table, TableScroll, Td } from "../ui/table.tsx";
import { LintList } from "./lint-list.tsx";
import type { Preview } from "./use-preview.ts";

/** What saving would do, in exact numbers, before it is done. */
export function PreviewPanel({ preview: { result, stale, failed } }: { readonly preview: Preview }) {
  return (
    <Panel
      id="preview"
      title="What it would do"
      aside={stale ? <Loader size={12} role="img" aria-label="Computing" /> : "to everything in the queue"}
    >
      {failed && (
        <Alert color="red" role="alert">
          The preview could not be computed. Change something to try again.
        </Alert>
      )}
      {!result && !failed && (
        <Text size="sm" c="dimmed">
          {stale ? "Computing…" : "Fill in a condition to see which alerts it would silence."}
        </Text>
      )}
      {result && (
        <Stack gap="sm" style={{ opacity: stale ? 0.6 : 1 }} aria-busy={stale}>
          <Text size="sm" role="status">
            <strong>{alerts(result.silencedCount)}</strong> would go to Silenced
            {result.reducedCount > 0 && `; ${alerts(result.reducedCount)} would lose some findings and stay in the queue`}
            {result.closedCount > 0 && `; ${alerts(result.closedCount)} closed in the last 30 days match and stay as they are`}.{" "}
            {(result.silencedCount > 0 || result.reducedCount > 0) &&
              `On ${counted(result.hosts, "host")}, by ${counted(result.users, "user")}${result.destinations > 0 ? `, to ${counted(result.destinations, "destination")}` : ""}.`}
            {result.partial && " There was more than could be looked at in time: these are the first."}
          </Text>
          {result.sourceMatches === true && <Text size="sm">It matches the alert it is written for.</Text>}
          <LintList lints={result.lints.filter((lint) => lint.condition === undefined)} />
          <PreviewTable label="Confirmed true positives it would hide" rows={result.truePositives} total={result.truePositives.length} />
          <PreviewTable label="Would be silenced" rows={result.silenced} total={result.silencedCount} />
          <PreviewTable label="Would lose some findings" rows={result.reduced} total={result.reducedCount} />
        </Stack>
      )}
    </Panel>
  );
}

const counted = (count: number, noun: string): string => `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
const alerts = (count: number): string => counted(count, "alert");

function PreviewTable({ label, rows, total }: { readonly label: string; readonly rows: readonly PreviewAlert[]; readonly total: number }) {
  if (rows.length === 0) return null;
  return (
    <div>
      <Text size="xs" fw={600}>
        {label}
        {total > rows.length && `, first ${rows.length} of ${countText(total)}`}
      </Text>
      <TableScroll minWidth={420} mah={260}>
        <Table verticalSpacing={3} fz="xs" aria-label={label}>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <Td w={30}>
                  <SeverityMark severity={row.severity} />
                </Td>
                <Td>
                  <Anchor component={Link} href={`/alerts/${row.id}`} size="xs" target="_blank">
                    {row.ruleTitle}
                  </Anchor>
                  <Text size="xs" c="dimmed" truncate maw={220} title={row.commandLine ?? ""}>
                    {row.commandLine ?? row.process ?? "no process"}
                  </Text>
                </Td>
                <Td>{row.host}</Td>
                <Td>{row.destination ?? "–"}</Td>
                <Td ta="end" style={{ whiteSpace: "nowrap" }}>
                  {row.silenced} of {row.total}
                </Td>
                {rows.some((each) => each.assignee !== null) && <Td>{row.assignee ?? ""}</Td>}
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
    </div>
  );
}
