import { expect, test } from "vitest";
import type { RuleId } from "../detection/finding.ts";
import { attackerSentence } from "./attacker-sentence.ts";
import type { Condition, Subject } from "./exception.ts";
import { explainConditions } from "./explain.ts";

const to = (...values: string[]): Condition => ({ field: "destination.ip", operator: "address", values });
const exact = (...values: string[]): Condition => ({ field: "process.command_line", operator: "exact", values });
const like = (...values: string[]): Condition => ({ field: "process.command_line", operator: "wildcard", values });

function subject(values: { readonly [field: string]: string }): Subject {
  return { rule: "r" as RuleId, values: (field) => [values[field] ?? []].flat() };
}

test("every condition is judged, in order, with the evidence's values", () => {
  const conditions = [to("10.0.0.1"), exact("a"), { field: "user.name", operator: "exact", values: ["bob"] }] as const;
  expect(explainConditions(conditions, subject({ "destination.ip": "10.0.0.1", "process.command_line": "b" }))).toEqual([
    { condition: 0, held: true, values: ["10.0.0.1"] },
    { condition: 1, held: false, values: ["b"] },
    { condition: 2, held: false, values: [], hint: "The evidence has no user.name; a missing field never matches." },
  ]);
});

test.each<[string, Condition, string, string | undefined]>([
  ["another value", exact("a.exe"), "b.exe", undefined],
  ["case", exact("A.exe"), "a.exe", "upper and lower case"],
  ["a trailing blank", exact("a.exe"), "a.exe ", "Only blanks at the start or end"],
  ["a doubled backslash", exact("C:\\\\a.exe"), "C:\\a.exe", "doubled backslashes"],
  ["two blanks", exact("a.exe b"), "a.exe  b", "number or kind of blanks"],
  ["a full-width letter", exact("\uff41.exe"), "a.exe", "look alike"],
  ["quotation marks", exact('"a.exe" b'), "a.exe b", "quotation marks"],
  ["several at once", exact('"C:\\\\A.exe"  b'), "c:\\a.exe b ", "Only case, blanks"],
  ["a part", like("a.exe"), "C:\\a.exe /x", "a wildcard must match the whole"],
  ["a doubled backslash in a wildcard", like("C:\\\\*.exe"), "C:\\a.exe", "doubled backslashes"],
  ["a trailing blank under a wildcard", like("*a.exe"), "C:\\a.exe ", "Only blanks at the start or end"],
  ["another value under a wildcard", like("b*"), "c", undefined],
  ["the other family", to("10.0.0.1"), "2001:db8::1", "IPv6 address and the condition only IPv4"],
  ["another address", to("10.0.0.1"), "10.0.0.2", undefined],
  ["no address", to("10.0.0.1"), "build.corp", "not an IP address"],
  ["an unusable condition", to("10.0.0.1/8"), "10.0.0.1", "10.0.0.0/8"],
])("a near miss by %s", (_name, condition, value, hint) => {
  const [result] = explainConditions([condition], subject({ [condition.field]: value }));
  expect(result?.held).toBe(false);
  if (hint === undefined) expect(result?.hint).toBeUndefined();
  else expect(result?.hint).toContain(hint);
});

test.each<[string, readonly Condition[], readonly string[]]>([
  [
    "An intruder stays hidden from the rule “MSBuild calls out” by connecting to 20.37.194.9 and using the command line “msbuild a.proj”. Free to choose: the host and the user.",
    [to("20.37.194.9"), exact("msbuild a.proj")],
    ["MSBuild calls out"],
  ],
  [
    "An intruder stays hidden from every rule by connecting to any address of 20.37.0.0/16 or 20.38.0.1. Free to choose: the command line, the program, the host and the user.",
    [to("20.37.0.0/16", "20.38.0.1")],
    [],
  ],
  [
    "An intruder stays hidden from 2 rules by using a command line like “msbuild *” and being on the host “BLD-01”. Free to choose: the destination and the user.",
    [like("msbuild *"), { field: "host.name", operator: "exact", values: ["BLD-01"] }],
    ["a", "b"],
  ],
  ["An intruder need do nothing to stay hidden from every rule: there is no condition.", [], []],
  ["Nobody can hide behind this yet: a condition cannot be used.", [to("10.0.0.1/8")], []],
])("%s", (sentence, conditions, rules) => {
  expect(attackerSentence(conditions, rules)).toBe(sentence);
});
