import { expect, test } from "vitest";
import { eventOf } from "../../normalise/testing/event-of.ts";
import { compileFile } from "../compile.ts";
import { createRuleSet } from "../rule-set.ts";

const HEAD = "title: T\nlogsource: { category: process_creation, product: windows }\n";

function fired(text: string, commandLine: string | number): boolean {
  const { rules } = compileFile({ file: "r.yml", text });
  const event = eventOf({ EventID: 1, Channel: "Microsoft-Windows-Sysmon/Operational", Computer: "h", CommandLine: commandLine });
  return createRuleSet(rules).match(event).length > 0;
}

const codes = (text: string) =>
  compileFile({ file: "r.yml", text }).diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`);

test.each([
  ["1e3", "1e3", true],
  ["1e3", 1000, true],
  ["1e3", "1e4", false],
  ["10.0", "10", true],
  ["!!str 1e3", "1000", false],
])("a value written %s without quotes finds %s: %s", (value, commandLine, expected) => {
  expect(fired(`${HEAD}detection:\n  s: { CommandLine: ${value} }\n  condition: s\n`, commandLine)).toBe(expected);
});

test("a map takes the members of the one it merges, but keeps its own", () => {
  const text = `${HEAD}detection:
  base: &base
    CommandLine: a
    Image: null
  s:
    <<: *base
    CommandLine: b
  condition: s
`;
  expect(fired(text, "b")).toBe(true);
  expect(fired(text, "a")).toBe(false);
});

test("a divider at the end of a file opens no rule", () => {
  expect(codes(`${HEAD}detection: { s: { A: 1 }, condition: s }\n---\n`)).toEqual([]);
});

test("a whole rule below a global document is not read as if that were not there", () => {
  const text = `action: global\nlevel: high\n---\n${HEAD}detection: { s: { A: 1 }, condition: s }\n`;
  expect(codes(text)).toEqual(["unsupported-collection 1:1", "unsupported-collection 4:1"]);
});

test("a word that is true in YAML 1.1 is a text, and says so", () => {
  expect(codes(`${HEAD}detection: { s: { Initiated: yes, Status: "off" }, condition: s }\n`)).toEqual(["yaml-boolean 3:30"]);
});

test.each([
  ["commandline|contains: a", ["field-case 3:19"]],
  ["CommandLine|contains: a", []],
  ["imageloaded: a", ["field-case 3:19"]],
  ["whatever: a", []],
])("a field in the wrong case is said to be one: %s", (item, expected) => {
  expect(codes(`${HEAD}detection: { s: { ${item} }, condition: s }\n`)).toEqual(expected);
});

test("a value to expand in which nothing stands for anything is said to be one", () => {
  expect(codes(`${HEAD}detection: { s: { C|expand: '\\%a%' }, condition: s }\n`)).toEqual(["no-placeholder 3:30"]);
});

test("values whose modifiers multiply beyond all use are refused, not made", () => {
  const values = Array.from({ length: 5_000 }, (_, at) => `      - ' -a${at} -b -c -d'`).join("\n");
  const text = `${HEAD}detection:\n  s:\n    CommandLine|contains|windash:\n${values}\n  condition: s\n`;
  expect(codes(text)).toEqual(["too-many-alternatives 166:10"]);
});
