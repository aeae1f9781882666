import { expect, test } from "vitest";
import { exceptionName, expiryOf } from "./words.ts";

test.each([
  ["8h", "2026-01-01T08:00:00.000Z"],
  ["30d", "2026-01-31T00:00:00.000Z"],
  ["never", null],
] as const)("an exception for %s ends at %s", (lifetime, end) => {
  expect(expiryOf(lifetime, Date.parse("2026-01-01T00:00:00Z"))).toBe(end);
});

test.each([
  [7, "EX-0007"],
  [12345, "EX-12345"],
])("exception %i is called %s", (number, name) => {
  expect(exceptionName(number)).toBe(name);
});
