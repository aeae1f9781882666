import fc from "fast-check";
import { expect, test } from "vitest";
import { foldCase } from "./case.ts";

test.each([
  ["C:\\Windows\\CMD.EXE", "c:\\windows\\cmd.exe"],
  ["ΑΣ", "ασ"],
  ["ΑΣΑ", "ασα"],
  ["ς", "σ"],
  ["İX", "İx"],
  ["Ünïcode", "ünïcode"],
  ["𐐀", "𐐨"],
])("%s folds to %s", (text, expected) => {
  expect(foldCase(text)).toBe(expected);
});

test("folding keeps every index where it was, is stable, and is unit-wise: a part folds as it does inside the whole", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
      expect(foldCase(a)).toHaveLength(a.length);
      expect(foldCase(foldCase(a))).toBe(foldCase(a));
      expect(foldCase(a) + foldCase(b)).toBe(foldCase(a + b));
    }),
  );
});
