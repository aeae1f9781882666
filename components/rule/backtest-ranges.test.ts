import { expect, test } from "vitest";
import { rangeText } from "./backtest-ranges.ts";

const NOW = Date.parse("2026-11-21T12:00:00.500Z");

test("a stretch is in UTC, and everything stored has its last event inside", () => {
  expect(rangeText("day", null, NOW)).toEqual({ from: "2026-11-20T12:00:00", to: "2026-11-21T12:00:00" });
  const stored = { from: "2026-05-04T08:00:00.100Z", to: "2026-05-04T09:00:00.900Z" };
  expect(rangeText("stored", stored, NOW)).toEqual({ from: "2026-05-04T08:00:00", to: "2026-05-04T09:00:01" });
  expect(rangeText("stored", null, NOW)).toEqual(rangeText("day", null, NOW));
});
