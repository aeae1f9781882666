import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldCase } from "#core/detection/ir/case";
import { cpuTime } from "#core/testing/cpu-time";
import { compileWildcard, quoteWildcard } from "./wildcard.ts";

function matches(text: string, pattern: string): boolean {
  return compileWildcard(pattern).matchesFolded(foldCase(text));
}

test.each([
  ["C:\\Windows\\System32\\cmd.exe", "*\\CMD.exe", true],
  ["C:\\Windows\\System32\\cmd.exe.bak", "*\\cmd.exe", false],
  ["", "*", true],
  ["", "", true],
  ["a", "", false],
  ["", "?", false],
  ["abc", "abc", true],
  ["abcd", "abc", false],
  ["xabc", "abc", false],
  ["abc ", "abc", false],
  ["abc ", "abc*", true],
  ["ab", "a*b", true],
  ["aXXb", "a*b", true],
  ["aba", "a*b", false],
  ["aa", "a*a", true],
  ["a", "a*a", false],
  ["aaa", "aa*aa", false],
  ["abcbc", "a*bc", true],
  ["abXbc", "a*b?bc", true],
  ["abbc", "a*b?bc", false],
  ["axbybc", "a*b?bc", true],
  ["msbuild.exe a.proj", "msbuild.exe ?.proj", true],
  ["msbuild.exe ab.proj", "msbuild.exe ?.proj", false],
  ["a*b", "a[*]b", true],
  ["aXb", "a[*]b", false],
  ["what?", "what[?]", true],
  ["whatX", "what[?]", false],
  ["[*]", "[[*]]", true],
  ["[abc]", "[abc]", true],
  ["a", "[abc]", false],
  ["[1234]", "[**]", true],
  ["[*]", "[*]", false],
  ["a[b", "a[b", true],
  ["a]b", "a]b", true],
  ["[]", "[]", true],
  ["\\\\server\\share\\a.msi", "\\\\server\\share\\*.msi", true],
  ["\\server\\share\\a.msi", "\\\\server\\share\\*.msi", false],
  ["C:\\a.b+c(d)$", "C:\\a.b+c(d)$", true],
  ["line1\r\nline2", "line1*line2", true],
  ["line1\nline2", "line1?line2", true],
  ["STRASSE", "straße", false],
  ["ΟΔΟΣΑ", "οδος*", true],
  ["İ", "?", true],
  ["a😀b", "a?b", true],
  ["a😀b", "a??b", false],
  ["x😀", "*?", true],
  ["😀😀", "*😀?", true],
])("%j matches %j: %s", (text, pattern, expected) => {
  expect(matches(text, pattern)).toBe(expected);
});

/** The definition, read off character by character. */
function reference(text: readonly string[], pattern: readonly string[]): boolean {
  const [token, ...rest] = pattern;
  if (token === undefined) return text.length === 0;
  if (token === "*") return reference(text, rest) || (text.length > 0 && reference(text.slice(1), pattern));
  if (text.length === 0) return false;
  return (token === "?" || token === text[0]) && reference(text.slice(1), rest);
}

test("equals the recursive definition", () => {
  const letter = fc.constantFrom("a", "b", "[", "]", "\\", "😀");
  const token = fc.oneof({ weight: 2, arbitrary: letter }, fc.constantFrom("*", "?"));
  fc.assert(
    fc.property(fc.array(letter, { maxLength: 9 }), fc.array(token, { maxLength: 8 }), (text, tokens) => {
      const pattern = tokens.join("");
      fc.pre(!/\[[*?]\]/.test(pattern));
      expect(matches(text.join(""), pattern)).toBe(reference(text, tokens));
    }),
    { numRuns: 20_000 },
  );
});

test("long segments, with and without ?, equal the recursive definition", () => {
  const letter = fc.constantFrom("a", "b");
  const long = fc
    .tuple(fc.array(letter, { minLength: 1, maxLength: 3 }), fc.nat(130))
    .map(([unit, times]) => unit.join("").repeat(times + 1));
  fc.assert(
    fc.property(long, long, fc.nat(400), letter, (unit, noise, hole, other) => {
      const needle = `${unit.slice(0, hole)}?${unit.slice(hole + 1)}`;
      const text = `${noise}${unit.slice(0, hole)}${other}${unit.slice(hole + 1)}${noise}`;
      const holds = unit.length > hole;
      if (holds) expect(matches(text, `*${needle}*`)).toBe(true);
      expect(matches(text, `*${unit}*`)).toBe(text.includes(unit));
      expect(matches(text, `*${unit}c*`)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

describe("quoteWildcard", () => {
  test("gives a pattern that matches this text and no other", () => {
    const text = fc.array(fc.constantFrom("a", "*", "?", "[", "]"), { maxLength: 8 }).map((units) => units.join(""));
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(matches(one, quoteWildcard(one))).toBe(true);
        expect(matches(other, quoteWildcard(one))).toBe(one === other);
      }),
      { numRuns: 5_000 },
    );
  });
});

test.each([
  ["*a*a*a*a*a*a*a*a*b", "a".repeat(32_768)],
  [`*${"a".repeat(16_000)}b*`, "a".repeat(32_768)],
  [`*b${"a".repeat(16_000)}*`, "a".repeat(32_768)],
  [`*${"a?".repeat(8_000)}b*`, "a".repeat(32_768)],
  [`*${"?a".repeat(100)}b*`, "a".repeat(32_768)],
])("a hostile text takes time in proportion to its length (%#)", (pattern, text) => {
  const started = cpuTime();
  expect(matches(text, pattern)).toBe(false);
  expect(cpuTime() - started).toBeLessThan(1_000);
});
