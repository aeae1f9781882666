import { expect, test } from "vitest";
import { refreshWords, sizeWords } from "./words.ts";

test.each([
  [null, "when asked"],
  [15, "every 15 minutes"],
  [60, "every hour"],
  [180, "every 3 hours"],
  [1440, "every day"],
  [20_160, "every 2 weeks"],
])("%s minutes: %s", (minutes, words) => {
  expect(refreshWords(minutes)).toBe(words);
});

test.each([
  [12, "12 bytes"],
  [1500, "1.5 kB"],
  [2_340_000, "2.3 MB"],
])("%d is %s", (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});
