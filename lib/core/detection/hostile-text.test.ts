import { expect, test } from "vitest";
import { compileFile } from "./compile.ts";
import { readPage } from "./kql/rules/page-blocks.ts";
import { parseReal } from "./kql/value/cast.ts";

/** Texts that somebody wrote to keep a reader busy. Each took from half a minute to longer than anybody waits. */
const LINEAR_MS = 5_000;
const many = (text: string, length = 400_000): string => text.repeat(Math.ceil(length / text.length));

const elastic = (description: string): string =>
  JSON.stringify({
    rule_id: "x",
    name: "x",
    type: "eql",
    language: "eql",
    query: "any where true",
    severity: "low",
    risk_score: 1,
    description,
  });

const TEXTS: readonly (readonly [what: string, read: () => unknown])[] = [
  ["a heading of stars", () => readPage(`# ${many("*")}`)],
  ["a heading of underscores", () => readPage(`# ${many("_")}`)],
  ["a heading of stars that is none", () => readPage(`# ${many("*")}!`)],
  ["a heading with blanks in it", () => readPage(`# a${many(" ")}b`)],
  ["a number that is none", () => parseReal(`${many("0")}x`)],
  ["a number with two points", () => parseReal(`${many("1")}.${many("1")}.`)],
  ["a number in a query", () => compileFile({ file: "a.kql", text: `print real(${many("0", 90_000)}x)` })],
  [
    "a wildcard of many stars",
    () => compileFile({ file: "a.kql", text: `print ${many("a", 200)} = 1 | project-reorder ${many("a*", 100)}b` }),
  ],
  ["a description of blanks", () => compileFile({ file: "rule.json", text: elastic(`a${many(" ")}b`) })],
];

test.each(TEXTS)("%s is read in time that grows with its length", (_what, read) => {
  const start = performance.now();
  read();
  expect(performance.now() - start).toBeLessThan(LINEAR_MS);
});

test.each([
  ["# **Bold**", "Bold"],
  ["# ***", ""],
  ["# *", "*"],
  ["# *open", "*open"],
  ["# __Odd__ children ##", "__Odd__ children"],
  ["# _*both*_", "*both*"],
  ["# **a *b* c**", "a *b* c"],
])("the heading of %j is %j", (line, heading) => {
  expect(readPage(line).sections.at(-1)?.heading).toBe(heading);
});
