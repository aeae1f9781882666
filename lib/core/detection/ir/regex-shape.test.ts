import { expect, test } from "vitest";
import { regexShape } from "./regex-shape.ts";

test.each([
  ["abc", 3, ["abc"]],
  ["a|bc", 1, ["a", "bc"]],
  ["ab+c", 3, ["a"]],
  ["\\w+`(?:\\w+|-|.)`[\\w+|\\s]", 5, ["`"]],
  [".{1000,}", 1000, []],
  ["(?i)foo\\s+bar", 7, ["foo"]],
  ["(foo|ba)x", 3, ["foo", "ba"]],
  ["a😀?b", 2, ["a"]],
  ["x*", 0, []],
  ["x?y", 1, ["y"]],
  ["(?:abc){2}", 6, ["abc"]],
  ["[^\\]]a\\.exe$", 6, ["a.exe"]],
  ["^\\s*\\\\cmd", 4, ["\\cmd"]],
  ["\\pLfoo", 0, []],
  ["a(?=b)", 0, []],
  ["a||b", 0, []],
  ["\\x41bc", 0, []],
])("every match of %s has at least %i units and one of %j", (pattern, minLength, needles) => {
  expect(regexShape(pattern)).toMatchObject({ minLength, needles });
});

test.each([
  ["abc", []],
  ['(?i)(set).*&&\\s?set.*(environment|invoke|input).*&&.*"', [["set"], ["set"], ["&&"], ["&&"]]],
  ["a.bc.def", [["bc"]]],
  ["abcd|.ab.abc", []],
  ["(?:ab.cde)+", [["ab"]]],
  ["(?:ab.cde)*fgh.ij", [["ij"]]],
])("and one of each further set: %s has %j", (pattern, others) => {
  expect(regexShape(pattern).others).toEqual(others);
});
