import fc from "fast-check";
import { expect, test } from "vitest";
import { foldCase } from "./case.ts";
import { type LikePart, type LikePattern, likeMatcher, likeSpans, likeText } from "./like.ts";

function pattern(glob: string): LikePattern {
  return [...glob].map((c): LikePart => (c === "*" ? { kind: "many" } : c === "?" ? { kind: "one" } : { kind: "text", text: c }));
}

test.each([
  ["C:\\Windows\\System32\\cmd.exe", "*\\CMD.exe", true],
  ["C:\\Windows\\System32\\cmd.exe.bak", "*\\cmd.exe", false],
  ["", "*", true],
  ["", "", true],
  ["a", "", false],
  ["a", "?", true],
  ["😀", "?", true],
  ["ab", "?", false],
  ["aXbXc", "a*b*c", true],
  ["abab", "*ab", true],
  ["abcab", "ab*ab", true],
  ["aba", "ab*ba", false],
  ["powershell -e x", "powershell* -e*", true],
  ["xay", "*?y", true],
  ["y", "*?y", false],
])("%s like %s is %s", (text, glob, expected) => {
  expect(likeSpans(likeMatcher(pattern(glob), true), foldCase(text)) !== undefined).toBe(expected);
});

test("the spans are the literal runs", () => {
  expect(likeSpans(likeMatcher(pattern("*ab*c"), false), "xxabyyc")).toEqual([
    [2, 4],
    [6, 7],
  ]);
});

test("a literal star is written escaped", () => {
  expect(likeText([{ kind: "text", text: "a*b" }, { kind: "many" }])).toBe("a\\*b*");
});

test("agrees with a regular expression on every small text and pattern", () => {
  const small = (chars: readonly string[]) => fc.array(fc.constantFrom(...chars), { maxLength: 7 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(small(["a", "b"]), small(["a", "b", "*", "?"]), (text, glob) => {
      const regex = new RegExp(`^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      expect(likeSpans(likeMatcher(pattern(glob), false), text) !== undefined).toBe(regex.test(text));
    }),
    { numRuns: 5000 },
  );
});
