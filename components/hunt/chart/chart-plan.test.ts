import { expect, test } from "vitest";
import type { HuntChart, HuntColumn } from "#features/hunt/types";
import { type ChartPlan, chartPlan, chartSummary, slicesOf } from "./chart-plan.ts";

type Cells = Parameters<typeof chartPlan>[2][number]["cells"];

function plan(kind: string, columns: string, cells: readonly Cells[], properties: HuntChart["properties"] = {}): ChartPlan {
  const typed = columns.split(" ").map((word): HuntColumn => {
    const [name = "", type = "string"] = word.split(":");
    return { name, type: type as HuntColumn["type"] };
  });
  return chartPlan(
    { kind, properties },
    typed,
    cells.map((row) => ({ cells: row, events: [], eventTotal: 0 })),
  );
}

function drawn(made: ChartPlan): ChartPlan & { kind: "chart" } {
  if (made.kind !== "chart") throw new Error(JSON.stringify(made));
  return made;
}

const DAY = "2026-01-01T00:00:00.0000000Z";
const NEXT = "2026-01-02T00:00:00.0000000Z";

test("a timechart draws numbers over the time, a line for each text, in order of time", () => {
  const made = drawn(
    plan("timechart", "Host Timestamp:datetime n:long", [
      ["b", NEXT, 2],
      ["a", NEXT, 3],
      ["a", DAY, 1],
    ]),
  );
  expect(made.x).toEqual({ name: "Timestamp", scale: "time" });
  expect(made.series).toEqual([
    { name: "b", points: [[Date.parse(NEXT), 2]] },
    {
      name: "a",
      points: [
        [Date.parse(DAY), 1],
        [Date.parse(NEXT), 3],
      ],
    },
  ]);
  expect(chartSummary(made)).toBe(
    "Chart: n by Timestamp, 2 series from 2026-01-01T00:00 to 2026-01-02T00:00 UTC, largest value 3. The table has every value.",
  );
});

test("columns of texts are categories in the order of the rows, several numbers are several series", () => {
  const made = drawn(
    plan("columnchart", "Name a:long b:real", [
      ["z", 1, 0.5],
      ["a", 2, null],
    ]),
  );
  expect(made.categories).toEqual(["z", "a"]);
  expect(made.series.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(made.series[1]?.points).toEqual([
    [0, 0.5],
    [1, null],
  ]);
});

test("a make-series row is a line of its own", () => {
  const made = drawn(plan("timechart", "Host n:dynamic Timestamp:dynamic", [["a", [1, 2], [DAY, NEXT]]]));
  expect(made.series).toEqual([
    {
      name: "a",
      points: [
        [Date.parse(DAY), 1],
        [Date.parse(NEXT), 2],
      ],
    },
  ]);
});

test.each([
  ["treemap", "a n:long", [["x", 1]], /does not draw a treemap/],
  ["timechart", "a n:long", [["x", 1]], /needs a column of times/],
  ["barchart", "a b", [["x", "y"]], /no column of numbers/],
  ["barchart", "a n:long", [], /no rows/],
] as const)("a %s of %s says why it is not drawn", (kind, columns, cells, reason) => {
  expect(plan(kind, columns, cells)).toMatchObject({ kind: "refused", reason: expect.stringMatching(reason) });
});

test("with (…) overrules", () => {
  const made = drawn(
    plan("linechart", "a:long b:long c:long Kind", [[1, 2, 3, "k"]], {
      xcolumn: "b",
      ycolumns: ["c"],
      series: "Kind",
      title: "T",
      ytitle: "much",
      ymin: "0",
      legend: "hidden",
    }),
  );
  expect(made).toMatchObject({ title: "T", x: { name: "b", scale: "number" }, y: "much", bounds: { min: 0 }, hasLegend: false });
  expect(made.series).toEqual([{ name: "k", points: [[2, 3]] }]);
  expect(plan("linechart", "a:long n:long", [[1, 2]], { xcolumn: "zz" })).toMatchObject({
    reason: "There is no column zz to draw against.",
  });
});

test("too many series and slices are cut, and it is said", () => {
  const many = drawn(
    plan(
      "linechart",
      "x:long Host n:long",
      Array.from({ length: 60 }, (_, index) => [1, `h${index}`, index]),
    ),
  );
  expect(many.series).toHaveLength(24);
  expect(many.series[0]?.name).toBe("h59");
  expect(many.notes[0]).toMatch(/24 largest of 60/);
  const pie = drawn(
    plan(
      "piechart",
      "Host n:long",
      Array.from({ length: 40 }, (_, index) => [`h${index}`, 1]),
    ),
  );
  expect(slicesOf(pie).at(-1)).toEqual({ name: "25 more", value: 25 });
});

test("a card shows the first row's values", () => {
  expect(plan("card", "n:long", [[42]])).toEqual({ kind: "card", title: "", values: [{ name: "n", value: 42 }] });
});

test("accumulate adds up along x", () => {
  const made = drawn(
    plan(
      "linechart",
      "x:long n:long",
      [
        [2, 5],
        [1, 3],
        [3, null],
      ],
      { accumulate: "true" },
    ),
  );
  expect(made.series[0]?.points.map(([, y]) => y)).toEqual([3, 8, 8]);
});
