import { expect, test } from "vitest";
import { boundsOf, fieldOf, instantOf, RANGES, rangeLabel } from "./time-range.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

test.each([
  ["all", {}],
  ["1h", { from: "2026-03-01T11:00:00.000Z", to: "2026-03-01T12:00:00.000Z" }],
  ["30d", { from: "2026-01-30T12:00:00.000Z", to: "2026-03-01T12:00:00.000Z" }],
  ["2020-01-01T00:00:00Z/2020-01-02T00:00:00Z", { from: "2020-01-01T00:00:00.000Z", to: "2020-01-02T00:00:00.000Z" }],
  ["2020-01-02T00:00:00Z/2020-01-01T00:00:00Z", null],
  ["yesterday", null],
])("%s reaches from one instant to the other", (text, bounds) => {
  expect(boundsOf(text, NOW)).toEqual(bounds);
});

test("every choice is a range and has its name", () => {
  for (const { text, label } of RANGES) {
    expect(boundsOf(text, NOW)).not.toBeNull();
    expect(rangeLabel(text)).toBe(label);
  }
  expect(rangeLabel("2020-01-01T00:00:00.000Z/2020-01-02T10:30:00.000Z")).toBe("2020-01-01 00:00 – 2020-01-02 10:30");
});

test("a date field is UTC, both ways", () => {
  expect(instantOf("2026-01-31T12:05")).toBe("2026-01-31T12:05:00.000Z");
  expect(instantOf("")).toBeNull();
  expect(fieldOf("2026-01-31T12:05:00.000Z")).toBe("2026-01-31T12:05:00");
});
