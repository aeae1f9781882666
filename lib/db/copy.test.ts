import { expect, test } from "vitest";
import { copyLine } from "./copy.ts";
import { instant, microsOf } from "./instant.ts";
import { indexable } from "./key.ts";

test.each([
  [["a", 1, null, undefined, 2n], "a\t1\t\\N\t\\N\t2\n"],
  [["back\\slash", "tab\there", "line\nbreak\r"], "back\\\\slash\ttab\\there\tline\\nbreak\\r\n"],
  [["\\N", "\\."], "\\\\N\t\\\\.\n"],
  [["nul\u0000", "half \ud800 pair", "whole \u{1f600} pair"], "nul\u2400\thalf \ufffd pair\twhole \u{1f600} pair\n"],
])("%o is copied as it is", (cells, line) => {
  expect(copyLine(cells)).toBe(line);
});

test.each([
  [0, "1970-01-01T00:00:00.000Z"],
  [1_764_000_000_123_456, "2025-11-24T16:00:00.123456Z"],
  [Number.MAX_SAFE_INTEGER * 100, "9999-12-31T23:59:59.000Z"],
  [-Number.MAX_SAFE_INTEGER * 100, "0001-01-01T00:00:00.000Z"],
  [Number.NaN, "1970-01-01T00:00:00.000Z"],
])("%d microseconds are %s", (micros, text) => {
  expect(instant(micros)).toBe(text);
});

test("an instant comes back from the text Postgres gives for it", () => {
  expect(microsOf("2026-11-20 10:00:00.123456+00")).toBe(Date.UTC(2026, 10, 20, 10) * 1_000 + 123_456);
});

test("a text that is too long for an index stays itself and nobody else", () => {
  const long = "x".repeat(10_000);
  expect(indexable("short\u0000")).toBe("short\u2400");
  expect(indexable(long)).toHaveLength(512);
  expect(indexable(long)).toBe(indexable(long));
  expect(indexable(long)).not.toBe(indexable(`${long}y`));
});
