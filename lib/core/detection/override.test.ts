import { describe, expect, test } from "vitest";
import type { FieldValue } from "../event/value.ts";
import { compileFile } from "./compile.ts";
import { compareStanding, type Say, sayAlike, shownAs } from "./override.ts";

const MEMBERS = {
  rule_name_override: "message",
  severity_mapping: [
    { field: "event.severity", operator: "equals", value: "73", severity: "high" },
    { field: "event.severity", operator: "equals", value: "99", severity: "critical" },
    { field: "vendor.level", operator: "equals", value: "LOW", severity: "low" },
    { field: "", operator: "equals", value: "", severity: "medium" },
  ],
  risk_score_mapping: [{ field: "event.risk_score", operator: "equals", value: "" }],
};
const ruleOf = (members: object) => {
  const base = { rule_id: "r", name: "Own", type: "query", language: "kuery", query: "a : b", severity: "medium", risk_score: 47 };
  const [rule] = compileFile({ file: "x.ndjson", text: JSON.stringify({ ...base, ...members }) }).rules;
  if (!rule?.plan) throw new Error("the rule is refused");
  return rule;
};
const event =
  (fields: { readonly [name: string]: FieldValue }): Say =>
  ({ name }) =>
    fields[name];
const shown = (members: object, ...events: readonly { readonly [name: string]: FieldValue }[]) =>
  shownAs(ruleOf(members), sayAlike(events.map(event)));

describe("a finding is shown as", () => {
  test.each<[string, { readonly [name: string]: FieldValue }, object]>([
    ["its rule where the event says nothing", {}, { title: "Own", severity: "medium", riskScore: 47, from: {} }],
    [
      "a severity whose value the field has",
      { "event.severity": 73 },
      { severity: "high", from: { severity: { field: "event.severity", value: "73" } } },
    ],
    ["it where the number is written as text", { "event.severity": "73" }, { severity: "high" }],
    ["the highest of several that hold", { "event.severity": [73, 99] }, { severity: "critical" }],
    ["a lower one than its rule's", { "vendor.level": "LOW" }, { severity: "low" }],
    ["the rule's where only case is alike", { "vendor.level": "low" }, { severity: "medium" }],
    ["a risk score", { "event.risk_score": 12.5 }, { riskScore: 12.5, from: { riskScore: { field: "event.risk_score" } } }],
    ["the highest risk score of several", { "event.risk_score": ["20", 30, "none"] }, { riskScore: 30 }],
    ["the rule's where the score is out of range", { "event.risk_score": 101 }, { riskScore: 47, from: {} }],
    ["the rule's where the score is no number", { "event.risk_score": ["", true] }, { riskScore: 47 }],
    ["a title in one line", { message: " Malware,\n  found " }, { title: "Malware, found", from: { title: { field: "message" } } }],
    ["its rule where there are two titles", { message: ["a", "b"] }, { title: "Own" }],
    ["its rule where the title is a number, or blank", { message: 5 }, { title: "Own" }],
    ["a title that is cut", { message: "x".repeat(400) }, { title: `${"x".repeat(299)}…` }],
  ])("%s", (_, fields, expected) => {
    expect(shown(MEMBERS, fields)).toMatchObject({ ...expected, rule: { title: "Own", severity: "medium", riskScore: 47 } });
  });

  test("nothing of its own where the rule leaves nothing to its events", () => {
    expect(shown({}, { message: "x" })).toBeNull();
    expect(shown({ severity_mapping: [{ field: "", operator: "equals", value: "", severity: "low" }] }, {})).toBeNull();
    expect(shown({ rule_name_override: "a.*" }, {})).toBeNull();
  });

  test("what all its events say alike", () => {
    expect(shown(MEMBERS, { message: "a", "event.severity": 99 }, { message: "b", "event.severity": 99 })).toMatchObject({
      title: "Own",
      severity: "critical",
    });
    expect(shown(MEMBERS, { "event.severity": 99 }, {})).toMatchObject({ severity: "medium", from: {} });
  });

  test("what the fields say that a threshold counts by, and no others", () => {
    const threshold = { type: "threshold", threshold: { field: ["message"], value: 1 }, ...MEMBERS };
    expect(shown(threshold, { message: "a", "event.severity": 99 })).toMatchObject({ title: "a", severity: "medium" });
    const codes = ruleOf(threshold).diagnostics.map(({ code }) => code);
    expect(codes).toEqual(["override-not-counted", "override-not-counted"]);
  });
});

test.each([
  [{ severity: "fatal" }, "bad-override"],
  [{ value: "" }, "bad-override"],
  [{ operator: "matches" }, "bad-override"],
  [{}, undefined],
])("a mapping with %o says so", (member, code) => {
  const { diagnostics } = ruleOf({ severity_mapping: [{ field: "a", operator: "equals", value: "1", severity: "high", ...member }] });
  expect(diagnostics.map((each) => each.code)).toEqual(code === undefined ? [] : [code]);
});

test("the more severe stands first, then the riskier", () => {
  const of = (severity: "low" | "high", riskScore: number | null) => ({ title: "", severity, riskScore });
  const list = [of("low", 99), of("high", null), of("high", 0), of("high", 70)];
  expect([...list].sort(compareStanding)).toEqual([of("high", 70), of("high", 0), of("high", null), of("low", 99)]);
});
