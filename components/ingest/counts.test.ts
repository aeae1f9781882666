import { expect, test } from "vitest";
import { countText, percentOf, sizeText } from "./counts.ts";

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [1536, "1.5 KiB"],
  [150 * 1024, "150 KiB"],
  [2 * 1024 ** 3, "2.0 GiB"],
])("%i bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test.each([
  [0, 0, false, 0],
  [50, 100, false, 50],
  [100, 100, false, 99],
  [300, 100, false, 99],
  [10, 100, true, 100],
])("%i of %i bytes, ended %s, is %i percent", (read, size, ended, percent) => {
  expect(percentOf(read, size, ended)).toBe(percent);
});

test("counts are grouped the same everywhere", () => {
  expect(countText(1234567)).toBe("1,234,567");
});
