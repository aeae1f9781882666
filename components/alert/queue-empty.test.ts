import { expect, test } from "vitest";
import { AlertQuery } from "#features/alert/schema";
import { emptyKind } from "./queue-empty.ts";

const none = { open: 0, in_progress: 0, closed: 0, silenced: 0 };

test.each([
  ["nothing was ever loaded", {}, none, false, "no-data"],
  ["events were loaded and no rule fired", {}, none, true, "no-alerts"],
  ["everything is judged", {}, { ...none, closed: 3 }, true, "done"],
  ["everything under this filter is judged", { host: "WS-1" }, { ...none, silenced: 1 }, true, "done"],
  ["a filter hides everything", { host: "WS-1" }, none, true, "filtered"],
  ["a severity hides everything", { severity: ["low"] }, none, true, "filtered"],
  ["what is left out was everything", { not: ["host:WS-1"] }, none, true, "filtered"],
  ["the time range hides everything", { from: "2026-01-01T00:00:00Z" }, none, true, "range"],
  ["a range and a filter hide everything", { from: "2026-01-01T00:00:00Z", q: "x" }, none, true, "filtered"],
])("%s", (_name, query, counts, hasData, expected) => {
  expect(emptyKind(AlertQuery.parse({ status: ["open"], ...query }), counts, hasData)).toBe(expected);
});
