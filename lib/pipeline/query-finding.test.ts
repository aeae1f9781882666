import { describe, expect, test } from "vitest";
import type { HuntColumn } from "#features/hunt/types";
import { findingIdOf, queryFinding } from "./query-finding.ts";

const COLUMNS: readonly HuntColumn[] = [
  { name: "DeviceName", type: "string" },
  { name: "count_", type: "long" },
  { name: "Addresses", type: "dynamic" },
  { name: "LastSeen", type: "datetime" },
];
const event = (id: string) => ({ hostId: 1, timestamp: "2026-05-04T08:00:00Z", id });
const row = (count: number, ids: readonly string[]) => ({
  cells: ["WS-1", count, ["1.1.1.1"], "2026-05-04T08:00:00Z"],
  events: ids.map(event),
  eventTotal: ids.length,
});
const MAPPED = { details: { entityMappings: [{ entityType: "IP", fields: [{ identifier: "Address", column: "Addresses" }] }] } };

describe("what makes rows one alert", () => {
  test("is what the rule maps to entities", () => {
    expect(queryFinding(MAPPED, COLUMNS, row(2, ["a", "b"])).group).toEqual({ Addresses: '["1.1.1.1"]' });
  });
  test("is otherwise their texts: counts, times and sets go on changing", () => {
    expect(queryFinding({}, COLUMNS, row(2, ["a", "b"])).group).toEqual({ DeviceName: "WS-1" });
    expect(queryFinding({}, COLUMNS, row(1, ["a"])).group).toEqual({ DeviceName: "WS-1" });
  });
  test("is host and program of a row that is an event", () => {
    const columns = [...COLUMNS.slice(0, 3), { name: "Timestamp", type: "datetime" } as const];
    expect(queryFinding({}, columns, row(1, ["a"]))).toMatchObject({ group: null, at: "2026-05-04T08:00:00Z" });
    expect(queryFinding({}, columns, row(2, ["a", "b"])).group).toEqual({ DeviceName: "WS-1" });
  });
});

test("the same events are the same finding in whatever order, for the same group only", () => {
  const found = (ids: readonly string[]) => findingIdOf("r", queryFinding({}, COLUMNS, row(2, ids)));
  expect(found(["a", "b"])).toBe(found(["b", "a"]));
  expect(found(["a", "b"])).not.toBe(found(["a"]));
  expect(found(["a", "b"])).not.toBe(findingIdOf("r", queryFinding(MAPPED, COLUMNS, row(2, ["a", "b"]))));
  expect(found(["a"])).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});
