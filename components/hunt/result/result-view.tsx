"use client";
import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { HuntDetail } from "#features/hunt/types";
import { ResultChart } from "../chart/result-chart.tsx";
import type { HuntRun } from "../query/use-hunt.ts";
import { isRunning } from "../query/use-hunt.ts";
import type { CellActions } from "./cell-actions.ts";
import { ResultTable } from "./result-table.tsx";
import { ResultTools } from "./result-tools.tsx";
import classes from "./result-view.module.css";
import { useAddresses } from "./use-addresses.ts";

interface ResultViewProps {
  readonly hunt: HuntDetail;
  readonly run: HuntRun;
  readonly actions: CellActions;
}

/** The rows as a table, and as a chart when the query asks for one. */
export function ResultView({ hunt, run, actions }: ResultViewProps) {
  const { columns, chart } = hunt;
  const addresses = useAddresses(columns, run.rows);
  const drawsFirst = chart !== null && chart.kind.toLowerCase() !== "table";
  const [chosen, setChosen] = useState<"chart" | "table" | null>(null);
  const shown = chosen ?? (drawsFirst ? "chart" : "table");
  if (columns === null || (run.rows.length === 0 && hunt.rowCount === 0)) return null;
  const missing = hunt.rowCount - run.rows.length;
  const toolbar = (
    <>
      {chart !== null && (
        <SegmentedControl
          size="xs"
          aria-label="Show the result as"
          value={shown}
          data={[
            { value: "chart", label: "Chart" },
            { value: "table", label: "Table" },
          ]}
          onChange={(value) => setChosen(value === "chart" ? "chart" : "table")}
        />
      )}
      <span className={classes.count} role="status">
        {missing > 0
          ? `${run.rows.length.toLocaleString("en")} of ${hunt.rowCount.toLocaleString("en")} rows here`
          : `${run.rows.length.toLocaleString("en")} rows`}
      </span>
      {missing > 0 && !run.isLoading && (
        <Button variant="default" onClick={run.loadMore}>
          Fetch more
        </Button>
      )}
      {missing > 0 && !isRunning(hunt) && <span className={classes.note}>Sorting sorts the rows that are here.</span>}
      <ResultTools huntId={hunt.id} columns={columns} rows={run.rows} total={hunt.rowCount} />
    </>
  );
  if (shown === "chart" && chart !== null)
    return (
      <div className={classes.view}>
        <div className={classes.toolbar}>{toolbar}</div>
        <ResultChart chart={chart} columns={columns} rows={run.rows} missing={missing} />
      </div>
    );
  return (
    <div className={classes.view}>
      <ResultTable
        columns={columns}
        rows={run.rows}
        total={isRunning(hunt) ? null : hunt.rowCount}
        addresses={addresses}
        actions={actions}
        toolbar={toolbar}
        onEnd={run.loadMore}
      />
    </div>
  );
}
