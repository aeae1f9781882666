import fc from "fast-check";
import { expect, test } from "vitest";
import { reveal, trailingBlanks } from "./reveal.ts";

const shown = (text: string, blanks: boolean) =>
  reveal(text, blanks)
    .map((segment) => (segment.kind === "text" ? segment.text : `<${segment.mark}>`))
    .join("");

test.each([
  ["an ordinary command line is left alone", "cmd.exe /c dir", false, "cmd.exe /c dir"],
  ["blanks show when asked for", "a b\t", true, "a<·>b<→>"],
  ["a line break shows when asked for", "a\r\nb", true, "a<␍><⏎>b"],
  ["a right-to-left override never acts", "gpj.\u202eexe", false, "gpj.<U+202E>exe"],
  ["a zero-width space shows always", "cmd\u200b.exe", false, "cmd<U+200B>.exe"],
  ["a no-break space is no blank", "a\u00a0b", false, "a<U+00A0>b"],
  ["a NUL shows", "a\u0000b", false, "a<U+0000>b"],
  ["half a surrogate pair shows", "a\ud800b", false, "a<U+D800>b"],
  ["a tag character shows", "a\u{e0041}", false, "a<U+E0041>"],
  ["letters of other scripts are letters", "пример 例", false, "пример 例"],
  ["an emoji is no control", "💥", true, "💥"],
])("%s", (_name, text, blanks, expected) => {
  expect(shown(text, blanks)).toBe(expected);
});

test("the segments joined are the text, whatever it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.boolean(), (text, blanks) => {
      expect(
        reveal(text, blanks)
          .map((segment) => segment.text)
          .join(""),
      ).toBe(text);
    }),
  );
});

test.each([
  ["msbuild.exe ", 1],
  ["msbuild.exe \t\r\n", 4],
  ["msbuild.exe", 0],
  ["  ", 2],
  ["", 0],
])("%j ends in %d blanks", (text, expected) => {
  expect(trailingBlanks(text)).toBe(expected);
});
