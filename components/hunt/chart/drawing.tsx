"use client";
import { BarChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import {
  DataZoomInsideComponent,
  GridComponent,
  LegendComponent,
  LegendScrollComponent,
  TitleComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { chartOption, DARK, LIGHT } from "./chart-option.ts";
import { type ChartPlan, chartSummary } from "./chart-plan.ts";
import classes from "./result-chart.module.css";

use([
  ...[BarChart, LineChart, PieChart, ScatterChart, CanvasRenderer],
  ...[GridComponent, LegendComponent, LegendScrollComponent, TitleComponent, TooltipComponent, DataZoomInsideComponent],
]);

/** The drawing. It follows its box and the colour scheme; fetched when the first chart is drawn. */
export function Drawing({ plan }: { readonly plan: ChartPlan & { kind: "chart" } }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const chart = init(box.current);
    const root = document.documentElement;
    const draw = () => {
      const isDark = getComputedStyle(root).colorScheme.includes("dark") && root.dataset.mantineColorScheme !== "light";
      const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      chart.setOption(
        { ...chartOption(plan, isDark ? DARK : LIGHT, getComputedStyle(document.body).fontFamily), animation: !still },
        { notMerge: true },
      );
    };
    draw();
    const sizes = new ResizeObserver(() => chart.resize());
    sizes.observe(box.current);
    const schemes = new MutationObserver(draw);
    schemes.observe(root, { attributeFilter: ["data-mantine-color-scheme"] });
    return () => {
      sizes.disconnect();
      schemes.disconnect();
      chart.dispose();
    };
  }, [plan]);
  return <div ref={box} role="img" aria-label={chartSummary(plan)} className={classes.drawing} />;
}
