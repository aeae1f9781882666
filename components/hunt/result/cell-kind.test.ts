import { expect, test } from "vitest";
import { cellKind, cellText, isAddress } from "./cell-kind.ts";

test.each([
  ["string", null, "null"],
  ["string", "", "empty"],
  ["string", "10.0.4.7", "address"],
  ["string", "2001:67c:2e8:22::c100:68b", "address"],
  ["string", "10.0.4", "text"],
  ["string", "12:04:09", "text"],
  ["string", "1.2.3.4.5", "text"],
  ["datetime", "2026-01-01T00:00:00.0000000Z", "time"],
  ["long", "9007199254740993", "number"],
  ["real", "NaN", "number"],
  ["dynamic", ["a"], "json"],
  ["dynamic", "plain", "text"],
  ["bool", false, "bool"],
] as const)("a %s with %j is shown as %s", (type, value, kind) => {
  expect(cellKind({ name: "c", type }, value)).toBe(kind);
});

test.each([
  ["::1", true],
  ["fe80::1%12", true],
  ["::ffff:10.1.2.3", true],
  ["256.1.1.1", false],
  ["deadbeef", false],
  ["C:", false],
])("%s is an address: %s", (text, expected) => {
  expect(isAddress(text)).toBe(expected);
});

test("a cell is copied to the last character", () => {
  expect(cellText({ a: [1, null] })).toBe('{"a":[1,null]}');
  expect(cellText(" x ")).toBe(" x ");
});
