import { describe, expect, test } from "vitest";
import { sigmaRegex } from "./regex.ts";

const NONE = { ignoreCase: false, multiLine: false, dotAll: false };

function matches(pattern: string, text: string, flags = NONE): boolean | string {
  const regex = sigmaRegex(pattern, flags);
  return "code" in regex ? regex.code : regex.test(text, text.toLowerCase());
}

describe("a PCRE pattern means what it meant", () => {
  test.each([
    ["foo", "a foo b", true],
    ["foo", "FOO", false],
    ["(?i)foo", "FOO", true],
    ["(?i)ps", "Pſ", true],
    ["foo$", "foo", true],
    ["foo$", "foo\n", true],
    ["foo$", "foo\n\n", false],
    ["^foo", "a\nfoo", false],
    ["(?m)^foo$", "a\nfoo\nb", true],
    ["a.b", "a\nb", false],
    ["(?s)a.b", "a\nb", true],
    ["\\\\cmd\\.exe", "C:\\cmd.exe", true],
    ["a\\_b", "a_b", true],
    ["[\\w-.]x", "-x", true],
    ["[]a]+", "]]", true],
    ["[^]a]", "]", false],
    ["[[]x", "[x", true],
    ["a(?#why)b", "ab", true],
    ["\\d{2,3}", "x12", true],
    [".{1000,}", "x".repeat(1000), true],
    [".{1000,}", "x".repeat(999), false],
    ["\\w+`(?:\\w+|-|.)`[\\w+|\\s]", "I`E`X", true],
    ["[\\b]", "\b", true],
    ["\\h", "\t", true],
    ["é\\é", "éé", true],
    ["\\x41", "A", true],
    ["[[:alpha:]]\\d", "q7", true],
    // Decoding takes NUL out of every text.
    ["c\\x00m\\x00d", "cmd", true],
    ["^(?:c\\x{00}m[\\x00]+d\\0)+$", "cmd", true],
    ["a[^\\x00]b", "a\nb", true],
    ["[\\x00-\\x1f]x", "\tx", true],
    ["[\\x00q]x", "qx", true],
    ["\\012", "\n", true],
  ])("%s on %j is %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test("flags come from the modifier", () => {
    expect(matches("foo", "FOO", { ...NONE, ignoreCase: true })).toBe(true);
    expect(matches("^b", "a\nb", { ...NONE, multiLine: true })).toBe(true);
    expect(matches("a.b", "a\nb", { ...NONE, dotAll: true })).toBe(true);
  });
});

test.each([
  ["a(?=b)", 1, "lookaround"],
  ["(?<!x)a", 0, "lookaround"],
  ["(a)\\1", 3, "backreference"],
  ["a++", 1, "possessive"],
  ["(?>a)", 0, "atomic"],
  ["(?x) a", 0, "extended"],
  ["(*UTF8)a", 0, "verb"],
])("%s is refused at %i and names %s", (pattern, at, word) => {
  const fault = sigmaRegex(pattern, NONE);
  expect(fault).toMatchObject({ code: "unsupported-regex", at, message: expect.stringContaining(word) });
});

test.each(["(a", "a)", "[a", "(?<n", "a{2000}", "\\u0041", "*"])("%s is refused as a bad pattern", (pattern) => {
  expect(sigmaRegex(pattern, NONE)).toMatchObject({ code: "bad-regex" });
});

test("a pattern of 20,000 characters and one that compiles to a huge program are refused", () => {
  expect(sigmaRegex("a".repeat(20_000), NONE)).toMatchObject({ code: "regex-too-long" });
  expect(sigmaRegex(`${"(?:[a-z0-9]{900})".repeat(40)}`, NONE)).toMatchObject({ code: "regex-too-large" });
});
