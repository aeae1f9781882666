import { expect, test } from "vitest";
import type { HuntColumn } from "#features/hunt/types";
import { sortRows } from "./sort-rows.ts";

const rowsOf = (values: readonly (string | number | boolean | null)[]) =>
  values.map((value) => ({ cells: [value], events: [], eventTotal: 0 }));

test.each([
  ["long", [3, "9007199254740993", "9007199254740992", 1, null], [1, 3, "9007199254740992", "9007199254740993", null]],
  ["real", [2, "NaN", "-Infinity", "Infinity", -1], ["NaN", "-Infinity", -1, 2, "Infinity"]],
  ["timespan", ["1.00:00:00", "-00:00:01", "02:00:00", "00:00:00.0000001"], ["-00:00:01", "00:00:00.0000001", "02:00:00", "1.00:00:00"]],
  [
    "datetime",
    ["2026-01-02T00:00:00.0000000Z", null, "2025-01-02T00:00:00.0000000Z"],
    ["2025-01-02T00:00:00.0000000Z", "2026-01-02T00:00:00.0000000Z", null],
  ],
  ["string", ["svc10", "svc9", "Svc1"], ["Svc1", "svc9", "svc10"]],
  ["bool", [true, false, null], [false, true, null]],
] as const)("%s: small to large, what is missing last", (type, values, expected) => {
  const columns: readonly HuntColumn[] = [{ name: "c", type }];
  const sorted = sortRows(rowsOf(values), columns, { column: 0, direction: "asc" });
  expect(sorted.map(({ row }) => row.cells[0])).toEqual(expected);
  const down = sortRows(rowsOf(values), columns, { column: 0, direction: "desc" }).map(({ row }) => row.cells[0]);
  const missing = expected.filter((value) => value === null);
  expect(down).toEqual([...expected.filter((value) => value !== null).reverse(), ...missing]);
});

test("unsorted, rows are as they came; sorted, equal ones too", () => {
  const columns: readonly HuntColumn[] = [{ name: "c", type: "string" }];
  expect(sortRows(rowsOf(["b", "a"]), columns, null).map(({ place }) => place)).toEqual([0, 1]);
  expect(sortRows(rowsOf(["b", "a", "b"]), columns, { column: 0, direction: "desc" }).map(({ place }) => place)).toEqual([0, 2, 1]);
});
