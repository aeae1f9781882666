import fc from "fast-check";
import { expect, test } from "vitest";
import { foldCase } from "../ir/case.ts";
import { type End, EndSet } from "./ends.ts";
import { foldInto, isAscii } from "./fold-table.ts";
import { NeedleSet } from "./needles.ts";
import type { Needle, Sink } from "./sink.ts";

function seen(scan: (sink: Sink) => void): readonly number[] {
  const hits = new Set<number>();
  scan({ see: (id) => hits.add(id) });
  return [...hits].sort((a, b) => a - b);
}

const numbered = (texts: readonly string[]): readonly Needle[] => texts.map((text, id) => ({ id, text }));

/** Other bytes stand around the text: what is found must be between its ends. */
const AROUND = 5;
function placed(text: string): { readonly bytes: Uint8Array; readonly end: number; readonly hasForeign: boolean } {
  const bytes = new Uint8Array(text.length + 2 * AROUND).fill(0x61);
  return { bytes, end: AROUND + text.length, hasForeign: foldInto(text, bytes, AROUND) };
}

function found(needles: readonly string[], text: string): readonly number[] {
  const set = new NeedleSet(numbered(needles));
  const { bytes, end, hasForeign } = placed(text);
  return seen((sink) => {
    set.scan({ bytes, view: new DataView(bytes.buffer) }, AROUND, end, sink);
    if (hasForeign && set.asksForeign) set.scanForeign(foldCase(text), sink);
  });
}

test("finds what is there, at the very start and end, and nothing else", () => {
  expect(found(["\\cmd.exe", "cmd", "c:\\w", "é", "exe ", "日本"], "C:\\Windows\\CMD.exe")).toEqual([0, 1, 2]);
  expect(found(["é", "日本", "本"], "x日本É")).toEqual([0, 1, 2]);
  expect(found(["abcd"], "abc")).toEqual([]);
  expect(found(["kelvin"], "0 \u212aelvin")).toEqual([0]);
});

const unit = fc.constantFrom("a", "b", "A", "\\", ".", "é", "É", "日", "😀", "\u{10400}", "\u212a", "k", "İ", "Σ");
const plain = fc.constantFrom("a", "b", "A", "\\", ".", "k");
const letters = fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: unit });
const text = fc.string({ unit: letters, maxLength: 60 });

test.each([1, 4, 5, 7, 11, 15])("agrees with includes for any text and needles of at least %i characters", (minLength) => {
  const needle = fc.string({ unit: letters, minLength, maxLength: minLength + 6 }).map(foldCase);
  fc.assert(
    fc.property(fc.array(needle, { maxLength: 30 }), text, fc.nat(), (needles, around, at) => {
      const inside = needles[at % Math.max(1, needles.length)] ?? "";
      const whole = around.slice(0, at % 13) + inside + around.slice(at % 13);
      const folded = foldCase(whole);
      expect(found(needles, whole)).toEqual(needles.flatMap((item, id) => (folded.includes(item) ? [id] : [])));
    }),
    { numRuns: 2_000 },
  );
});

const ENDS: { readonly [E in End]: (text: string, end: string) => boolean } = {
  prefix: (whole, end) => whole.startsWith(end),
  suffix: (whole, end) => whole.endsWith(end),
  whole: (whole, end) => whole === end,
};

test.each(["prefix", "suffix", "whole"] as const)("agrees with the %s test of strings", (end) => {
  const word = fc.oneof(fc.string({ unit: letters, maxLength: 6 }), fc.string({ unit: plain, minLength: 14, maxLength: 20 }));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), word, word, (words, a, b) => {
      const ends = [...words, b].map(foldCase).filter(isAscii);
      const whole = a + b;
      const expected = ends.flatMap((item, id) => (ENDS[end](foldCase(whole), item) ? [id] : []));
      const text = placed(whole);
      expect(seen((sink) => new EndSet(end, numbered(ends)).scan(text.bytes, AROUND, text.end, sink))).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});
