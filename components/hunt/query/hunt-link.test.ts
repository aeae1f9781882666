import { expect, test } from "vitest";
import { checkQuery } from "#core/detection/kql/query";
import { heldCatalog } from "#core/detection/kql/tables/catalog";
import { DEVICE_TABLES } from "#core/detection/kql/tables/schema";
import { alertQuery, eventQuery, huntHref } from "./hunt-link.tsx";

const catalog = heldCatalog(new Map([...DEVICE_TABLES].map(([name, columns]) => [name, { columns, rows: [] }])));
const ALERT = { host: 'WS"1\\x', firstSeen: "2026-01-01T00:00:00Z", lastSeen: "2026-01-01T00:00:00Z", process: null, destination: null };

test.each([
  ["an event", eventQuery({ host: 'a"b\\', at: "2026-01-01T00:00:00.123456Z" })],
  ["an alert with a destination", alertQuery({ ...ALERT, destination: { address: "10.0.0.1" } })],
  ["an alert with a process", alertQuery({ ...ALERT, process: "a'b\".exe" })],
  ["an alert with neither", alertQuery(ALERT)],
])("the query behind %s runs as it is", (_, { text }) => {
  const check = checkQuery(text, { catalog, now: 0n });
  expect(check.ok ? "" : check.diagnostic.message).toBe("");
});

test("the link carries the query and ten minutes to either side", () => {
  const link = new URL(huntHref(eventQuery({ host: "h", at: "2026-01-01T00:00:00Z" })), "http://x");
  expect(link.pathname).toBe("/hunt");
  expect(link.searchParams.get("text")).toContain('DeviceName =~ "h"');
  expect(link.searchParams.get("range")).toBe("2025-12-31T23:50:00.000Z/2026-01-01T00:10:00.000Z");
});
