"use client";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { HuntColumn, HuntResultRow } from "#features/hunt/types";
import { Popup } from "../../ui/popup.tsx";
import { copied, rowsAsCsv, rowsAsJson } from "./cell-actions.ts";
import classes from "./result-view.module.css";

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
    <Popup
      position="bottom-end"
      button={
        <Button variant="default" leftSection={<IconDownload size={14} aria-hidden />}>
          Export
        </Button>
      }
    >
      <ul className={classes.exports}>
        <li>
          <a href={`/api/hunts/${huntId}/export?format=csv`} download>
            All rows as CSV, for spreadsheets
          </a>
        </li>
        <li>
          <a href={`/api/hunts/${huntId}/export?format=ndjson`} download>
            All rows as JSON lines, exact
          </a>
        </li>
        <li>
          <button type="button" onClick={() => void copied(rowsAsCsv(columns, rows), `${here} as CSV`)}>
            Copy {here} as CSV
          </button>
        </li>
        <li>
          <button type="button" onClick={() => void copied(rowsAsJson(columns, rows), `${here} as JSON`)}>
            Copy {here} as JSON
          </button>
        </li>
      </ul>
    </Popup>
  );
}
