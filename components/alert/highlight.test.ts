import fc from "fast-check";
import { expect, test } from "vitest";
import { highlight } from "./highlight.ts";

type Span = readonly [number, number];
const marked = (value: string | undefined, spans: readonly Span[], held = true, test = "contains") =>
  highlight({ ...(value === undefined ? {} : { value }), spans, held, test })
    .map(({ text, matched }) => (matched ? `<${text}>` : text))
    .join("");

test.each<[string, string, readonly Span[], string]>([
  ["the end of a path", "C:\\x\\msbuild.exe", [[4, 16]], "C:\\x<\\msbuild.exe>"],
  [
    "two parts",
    "abcdef",
    [
      [0, 1],
      [3, 5],
    ],
    "<a>bc<de>f",
  ],
  [
    "parts in any order",
    "abcdef",
    [
      [3, 5],
      [0, 1],
    ],
    "<a>bc<de>f",
  ],
  [
    "parts that overlap",
    "abcdef",
    [
      [0, 3],
      [2, 5],
    ],
    "<abc><de>f",
  ],
  [
    "a part inside another",
    "abcdef",
    [
      [0, 5],
      [1, 2],
    ],
    "<abcde>f",
  ],
  ["a part beyond the end of a value that was cut", "abc", [[1, 9]], "a<bc>"],
  ["a part that runs backwards", "abc", [[2, 1]], "abc"],
  ["no part: the whole value matched", "443", [], "<443>"],
])("%s", (_name, value, spans, expected) => {
  expect(marked(value, spans)).toBe(expected);
});

test.each([
  ["a test that failed marks nothing", "443", false, "is 80", "443"],
  ["a test that holds because something is not so marks nothing", "443", true, "not: is 80", "443"],
  ["an absent value is nothing", undefined, false, "is 80", ""],
])("%s", (_name, value, held, words, expected) => {
  expect(marked(value, [], held, words)).toBe(expected);
});

test("no text is lost or doubled, whatever the spans", () => {
  const span = fc.tuple(fc.integer({ min: -5, max: 40 }), fc.integer({ min: -5, max: 40 }));
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), fc.array(span), (value, spans) => {
      expect(
        highlight({ value, spans, held: true, test: "contains" })
          .map(({ text }) => text)
          .join(""),
      ).toBe(value);
    }),
  );
});
