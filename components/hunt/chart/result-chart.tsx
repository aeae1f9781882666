"use client";
import dynamic from "next/dynamic";
import { useMemo } from "react";
import type { HuntChart, HuntColumn, HuntResultRow } from "#features/hunt/types";
import { Empty } from "../../ui/empty.tsx";
import { numberText } from "../result/result-cell.tsx";
import { chartPlan } from "./chart-plan.ts";
import classes from "./result-chart.module.css";

const Drawing = dynamic(() => import("./drawing.tsx").then((module) => module.Drawing), {
  ssr: false,
  loading: () => <p className={classes.note}>Fetching the chart…</p>,
});

interface ResultChartProps {
  readonly chart: HuntChart;
  readonly columns: readonly HuntColumn[];
  readonly rows: readonly HuntResultRow[];
  /** Rows of the result that are not here. */
  readonly missing: number;
}

/** What `render` asks for, or why it is not drawn. The table beside it has every value. */
export function ResultChart({ chart, columns, rows, missing }: ResultChartProps) {
  const plan = useMemo(() => chartPlan(chart, columns, rows), [chart, columns, rows]);
  if (plan.kind === "table") return <Empty title="The query asks for a table">It is under Table.</Empty>;
  if (plan.kind === "refused") return <Empty title="There is no chart">{plan.reason}</Empty>;
  if (plan.kind === "card")
    return (
      <div className={classes.cards}>
        {plan.title !== "" && <h3>{plan.title}</h3>}
        {plan.values.map(({ name, value }) => (
          <dl key={name} className={classes.card}>
            <dt>{name}</dt>
            <dd>{value === null ? "null" : typeof value === "object" ? JSON.stringify(value) : numberText(value)}</dd>
          </dl>
        ))}
      </div>
    );
  const notes = [...plan.notes, ...(missing > 0 ? [`The first ${rows.length.toLocaleString("en")} rows are drawn.`] : [])];
  return (
    <figure className={classes.figure}>
      <Drawing plan={plan} />
      {notes.length > 0 && <figcaption className={classes.note}>{notes.join(" ")}</figcaption>}
    </figure>
  );
}
