import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { nativeRegex } from "./native-regex.ts";

test.each([
  [".{1000,}", "[^\\n]{1000,1000}"],
  ["\\\\[a-zA-Z0-9]{1,32}\\.[ \"']{1}", "\\\\[a-zA-Z0-9]{1,32}\\.[ \"']"],
  ["^\\s[a-f]{2}$", "^[\\t\\n\\f\\r ][a-f]{2,2}$"],
  ["ab+?", "ab"],
])("%s is tested as %s", (pattern, source) => {
  expect(nativeRegex(pattern)?.source).toBe(source);
});

test.each([
  "a+b",
  "(a|b)",
  "a|b",
  "(?i)a",
  "[[:alpha:]]",
  "\\bword",
  "é",
  "a{0,100}b{0,100}c",
  "[a-\\d]",
  "x{2000}",
  "a**",
  "\\Qa\\E",
  "a^b",
  "a$b",
])("%s is left to RE2", (pattern) => {
  expect(nativeRegex(pattern)).toBeUndefined();
});

test("means what RE2 means, for any pattern it takes and any text", () => {
  const atom = fc.constantFrom(
    ..."ab- .\"'/~:,=!<>@#%&;_`",
    "\\.",
    "\\\\",
    "\\$",
    "\\-",
    "\\ ",
    "\\/",
    "\\d",
    "\\w",
    "\\s",
    "\\S",
    "\\W",
    "\\D",
    "\\n",
    "\\t",
    "[ab]",
    "[^a]",
    "[a-c.]",
    "[\\w.]",
    "[^\\s]",
    "[-a]",
    "[a-]",
    "[.^$]",
    "[a\\-z]",
    "[\\]a]",
    "[ -~]",
    "[$(-)]",
    "[^-b]",
    "[a\\\\]",
  );
  const quantifier = fc.constantFrom("", "", "", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "+", "*", "??", "{1,3}?");
  const pattern = fc
    .tuple(fc.constantFrom("", "^"), fc.array(fc.tuple(atom, quantifier), { maxLength: 6 }), fc.constantFrom("", "$"))
    .map(([start, parts, end]) => start + parts.flat().join("") + end);
  const text = fc.string({ unit: fc.constantFrom(..."aabbcz1_-.\\$ \n\r\t\v\"'/]^~é😀", "\ud83d", "\u2028", "\u00a0"), maxLength: 12 });
  fc.assert(
    fc.property(pattern, fc.array(text, { maxLength: 6 }), (written, texts) => {
      const native = nativeRegex(written);
      if (!native) return;
      const re2 = RE2JS.compile(written, 0);
      for (const item of texts) expect([written, item, native.test(item)]).toEqual([written, item, re2.test(item)]);
    }),
    { numRuns: 10_000 },
  );
});
