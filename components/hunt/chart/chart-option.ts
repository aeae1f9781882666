import type { EChartsCoreOption } from "echarts/core";
import { type ChartPlan, slicesOf } from "./chart-plan.ts";

/** Colours of one scheme. */
export interface ChartColours {
  readonly text: string;
  readonly line: string;
  readonly surface: string;
  readonly series: readonly string[];
}

/** Told apart in both schemes and with the common kinds of colour blindness (after Okabe and Ito). */
export const LIGHT: ChartColours = {
  text: "#4b5563",
  line: "#d5dbe3",
  surface: "#ffffff",
  series: ["#1f5fa8", "#b34700", "#0f7a5a", "#8e3a8a", "#7a6200", "#b3261e", "#2a7f9e", "#5d6673"],
};
export const DARK: ChartColours = {
  text: "#b9c2cd",
  line: "#37404c",
  surface: "#161b22",
  series: ["#7db7ff", "#ffa64d", "#4fd1a5", "#dda6ff", "#e8d44d", "#ff8f87", "#6fd6e0", "#aeb7c2"],
};

/** The plan as ECharts takes it. A canvas inherits no font: `font` is the page's. */
export function chartOption(plan: ChartPlan & { kind: "chart" }, colours: ChartColours, font: string): EChartsCoreOption {
  const common = {
    color: [...colours.series],
    backgroundColor: "transparent",
    textStyle: { color: colours.text, fontFamily: font, fontSize: 12 },
    animationDuration: 200,
    ...(plan.title !== "" && { title: { text: plan.title, left: 8, top: 4, textStyle: { color: colours.text, fontSize: 13 } } }),
    ...(plan.hasLegend && {
      legend: {
        type: "scroll",
        top: plan.title === "" ? 4 : 26,
        left: 8,
        right: 8,
        textStyle: { color: colours.text, fontSize: 12 },
        pageTextStyle: { color: colours.text },
      },
    }),
    tooltip: {
      trigger: plan.shape === "pie" || plan.shape === "points" ? "item" : "axis",
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
      confine: true,
    },
  };
  if (plan.shape === "pie")
    return {
      ...common,
      series: [
        {
          type: "pie",
          radius: ["35%", "70%"],
          top: 20,
          data: [...slicesOf(plan)],
          label: { color: colours.text, formatter: "{b}: {c} ({d}%)" },
        },
      ],
    };
  const category = {
    type: plan.x.scale === "number" ? "value" : plan.x.scale,
    name: plan.x.name,
    nameLocation: "middle",
    nameGap: 26,
    ...(plan.x.scale === "category" && { data: [...plan.categories] }),
    ...(plan.x.scale === "number" && { scale: true }),
    axisLabel: { color: colours.text, fontSize: 12, hideOverlap: true },
    axisLine: { lineStyle: { color: colours.line } },
    splitLine: { show: false },
  };
  const lies = plan.shape === "bars";
  const value = {
    type: plan.isLogarithmic ? "log" : "value",
    name: plan.y,
    nameTextStyle: { color: colours.text, fontSize: 12, align: lies ? "center" : "left" },
    ...(lies && { nameLocation: "middle", nameGap: 26 }),
    axisLabel: { color: colours.text, fontSize: 12 },
    splitLine: { lineStyle: { color: colours.line } },
    ...plan.bounds,
  };
  return {
    ...common,
    grid: { left: 16, right: 24, top: (plan.title === "" ? 30 : 52) + (plan.hasLegend ? 22 : 0), bottom: 36, containLabel: true },
    xAxis: lies ? value : category,
    // Lying bars are read from above: the first row is the uppermost.
    yAxis: lies ? { ...category, inverse: plan.x.scale === "category", nameLocation: "start", nameGap: 8 } : value,
    dataZoom: [{ type: "inside", ...(lies && { yAxisIndex: 0 }), filterMode: "none", zoomOnMouseWheel: "ctrl" }],
    series: plan.series.map(({ name, points }, index) => ({
      name,
      type: plan.shape === "points" ? "scatter" : plan.shape === "columns" || lies ? "bar" : "line",
      data: points.map(([x, y]) => (lies ? [y, x] : [x, y])),
      ...(plan.shape === "areas" && { areaStyle: { opacity: 0.35 } }),
      ...(plan.isStacked && { stack: "all" }),
      // The palette is eight colours; the ninth line is told by its dashes.
      ...(plan.shape === "lines" && {
        lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][Math.floor(index / colours.series.length) % 3] },
      }),
      showSymbol: points.length < 60,
      symbol: "circle",
      symbolSize: plan.shape === "points" ? 7 : 5,
      ...(points.length > 2000 && plan.shape !== "points" && { sampling: "lttb" }),
      ...((plan.shape === "columns" || lies) && plan.x.scale !== "category" && { barMaxWidth: 24 }),
    })),
  };
}
