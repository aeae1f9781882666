"use client";
import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { HuntColumn, HuntResultRow } from "#features/hunt/types";
import { copied, rowsAsCsv, rowsAsJson } from "./cell-actions.ts";

interface ResultToolsProps {
  readonly huntId: string;
  readonly columns: readonly HuntColumn[];
  readonly rows: readonly HuntResultRow[];
  readonly total: number;
}

/** Rows onto the clipboard (those that are here) or into a file (all of them). */
export function ResultTools({ huntId, columns, rows, total }: ResultToolsProps) {
  const here = rows.length < total ? `the ${rows.length.toLocaleString("en")} rows that are here` : "all rows";
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={14} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={`/api/hunts/${huntId}/export?format=csv`} download>
          All rows as CSV, for spreadsheets
        </Menu.Item>
        <Menu.Item component="a" href={`/api/hunts/${huntId}/export?format=ndjson`} download>
          All rows as JSON lines, exact
        </Menu.Item>
        <Menu.Item onClick={() => void copied(rowsAsCsv(columns, rows), `${here} as CSV`)}>Copy {here} as CSV</Menu.Item>
        <Menu.Item onClick={() => void copied(rowsAsJson(columns, rows), `${here} as JSON`)}>Copy {here} as JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
