import fc from "fast-check";
import { expect, test } from "vitest";
import { NeedleSet } from "./needles.ts";

function found(needles: readonly string[], text: string): readonly number[] {
  const hits = new Set<number>();
  new NeedleSet(needles.map((needle, id) => ({ id, text: needle }))).scan(text, (id) => hits.add(id));
  return [...hits].sort((a, b) => a - b);
}

test("finds what is there, at the very start and end, and nothing else", () => {
  expect(found(["\\cmd.exe", "cmd", "c:\\w", "é", "exe ", "日本"], "c:\\windows\\cmd.exe")).toEqual([0, 1, 2]);
  expect(found(["é", "日本", "本"], "x日本é")).toEqual([0, 1, 2]);
  expect(found(["abcd"], "abc")).toEqual([]);
});

test("agrees with includes for any needles and text", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "\\", ".", "é", "日", "😀", "\u{10400}"), maxLength: 9 });
  const needle = word.filter((text) => text !== "");
  fc.assert(
    fc.property(fc.array(needle, { maxLength: 30 }), fc.array(word, { maxLength: 8 }), (needles, words) => {
      const text = words.join("");
      expect(found(needles, text)).toEqual(needles.flatMap((item, id) => (text.includes(item) ? [id] : [])));
    }),
    { numRuns: 3_000 },
  );
});
