import { expect, test } from "vitest";
import type { HuntDetail } from "#features/hunt/types";
import { spanText, statusWords } from "./status-words.ts";

const HUNT: HuntDetail = {
  id: "h",
  language: "kql",
  text: "DeviceEvents | where Timestamp > ago(7d)",
  status: "done",
  rowCount: 3,
  createdBy: "Ines",
  createdById: "i",
  createdAt: "2026-03-01T00:00:00Z",
  startedAt: "2026-03-01T00:00:00Z",
  finishedAt: "2026-03-01T00:00:01Z",
  hasRows: true,
  from: null,
  to: null,
  now: "2026-03-01T00:00:00Z",
  progress: { read: 1200, total: 1200 },
  columns: [],
  truncated: null,
  notices: [],
  diagnostic: null,
  error: null,
  chart: null,
  timings: { waiting: 1, firstRow: 2, running: 840 },
  expiresAt: null,
};

test.each([
  [{}, "3 rows in 840 ms. 1,200 events read."],
  [{ rowCount: 1 }, "1 row in 840 ms. 1,200 events read."],
  [{ status: "queued" }, "Waiting for the worker…"],
  [{ status: "running", rowCount: 0, progress: { read: 5000, total: 90_000 } }, "5,000 of about 90,000 events read · 3.2 s"],
  [{ status: "running", rowCount: 2, progress: { read: 5000, total: null } }, "5,000 events read, 2 rows so far · 3.2 s"],
  [{ status: "cancelled" }, "Cancelled after 840 ms. 1,200 events read."],
  [{ hasRows: false }, "It gave 3 rows; they are no longer kept."],
  [{ truncated: "Only the first 100,000 rows are kept." }, "3 rows in 840 ms. Only the first 100,000 rows are kept."],
] as const)("%j is said as %j", (changes, text) => {
  expect(statusWords({ ...HUNT, ...changes }, 3200, null).text).toBe(text);
});

test("an empty look back from today into an old file offers the file's own time", () => {
  const old = "2020-10-01T12:00:00Z";
  expect(statusWords({ ...HUNT, rowCount: 0 }, null, old)).toMatchObject({
    asOf: old,
    advice: expect.stringContaining("2020-10-01 12:00"),
  });
  expect(statusWords({ ...HUNT, rowCount: 0, text: "DeviceEvents" }, null, old).asOf).toBeNull();
  expect(statusWords({ ...HUNT, rowCount: 0, from: "2026-02-28T00:00:00Z", text: "DeviceEvents" }, null, old).asOf).toBe(old);
});

test("wrong text leads to its place, a limit to a smaller question, a fault to another try", () => {
  const diagnostic = { severity: "error", code: "unknown-column", message: "there is no column X", line: 2, column: 9 } as const;
  expect(statusWords({ ...HUNT, status: "failed", diagnostic }, null, null)).toMatchObject({
    text: "There is no column X",
    place: { line: 2, column: 9 },
    canRunAgain: false,
  });
  expect(statusWords({ ...HUNT, status: "failed", diagnostic: { ...diagnostic, code: "limit" } }, null, null)).toMatchObject({
    place: null,
    advice: expect.stringContaining("shorter time range"),
  });
  expect(statusWords({ ...HUNT, status: "failed", error: "The worker ended." }, null, null)).toMatchObject({ canRunAgain: true });
});

test.each([
  [12, "12 ms"],
  [3240, "3.2 s"],
  [125_000, "2 m 5 s"],
])("%d milliseconds are %s", (milliseconds, text) => {
  expect(spanText(milliseconds)).toBe(text);
});
