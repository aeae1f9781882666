import { describe, expect, test } from "vitest";
import { compileFile } from "../compile.ts";
import { MEMBERS } from "./members.ts";
import { ElasticRule } from "./schema.ts";

const RULE = {
  rule_id: "4b8d6a3e-5a0e-4c53-9d0c-0e4c4d7a1b11",
  name: "A thing",
  type: "query",
  language: "kuery",
  query: "process.name : a",
  severity: "low",
  risk_score: 21,
};
const saying = (members: object) => compileFile({ file: "export.ndjson", text: `${JSON.stringify({ ...RULE, ...members })}\n` }).rules[0];
const codes = (members: object) => saying(members)?.diagnostics.map(({ code }) => code) ?? [];

/** A value of each member that asks for something, and of those that are shown what the rule then carries of it. */
const SHOWN: { readonly [name: string]: readonly [value: unknown, carried: object] } = {
  description: ["What.", { description: "What." }],
  author: [["Ann"], { author: "Ann" }],
  references: [["https://example.org"], { references: ["https://example.org"] }],
  false_positives: [["an updater"], { falsePositives: ["an updater"] }],
  risk_score: [73, { details: { riskScore: 73 } }],
  note: ["## Triage", { details: { note: "## Triage" } }],
  setup: ["## Setup", { details: { setup: "## Setup" } }],
  license: ["MIT", { details: { license: "MIT" } }],
  version: [7, { details: { authorVersion: "7" } }],
  timestamp_override: ["event.ingested", { details: { timestampOverride: "event.ingested" } }],
  investigation_fields: [{ field_names: ["user.name"] }, { details: { investigationFields: ["user.name"] } }],
  timeline_id: ["t-1", { details: { timeline: "t-1" } }],
  timeline_title: ["Process", { details: { timeline: "Process" } }],
  related_integrations: [[{ package: "endpoint", version: "^8" }], { details: { integrations: ["endpoint"] } }],
  required_fields: [
    [{ name: "user.name", type: "keyword", ecs: true }],
    { details: { requiredFields: [{ name: "user.name", type: "keyword" }] } },
  ],
};
const WARNED: { readonly [name: string]: readonly [asking: unknown, harmless: unknown] } = {
  timestamp_override_fallback_disabled: [true, false],
  tiebreaker_field: ["event.code", "event.sequence"],
  actions: [[{ id: "x", group: "default" }], []],
  response_actions: [[{ action_type_id: ".osquery" }], []],
  throttle: ["1h", "no_actions"],
};

describe("of the members of a rule of Kibana's", () => {
  test.each(Object.keys(ElasticRule.shape))("%s, which is read, has a fate", (name) => expect(MEMBERS).toHaveProperty(name));

  test("those that are shown and those that are warned of are all tried here", () => {
    const of = (isSo: (fate: unknown) => boolean) => Object.keys(MEMBERS).filter((name) => isSo(MEMBERS[name]));
    expect(Object.keys(SHOWN).sort()).toEqual(of((fate) => fate === "shown").sort());
    expect(Object.keys(WARNED).sort()).toEqual(of((fate) => typeof fate === "function").sort());
    for (const name of of((fate) => fate === "applied")) expect(ElasticRule.shape, name).toHaveProperty(name);
  });

  test.each(Object.entries(SHOWN))("%s is carried", (name, [value, carried]) => {
    expect(saying({ [name]: value })).toMatchObject(carried);
    expect(codes({ [name]: value })).toEqual([]);
  });

  test.each(Object.entries(WARNED))("%s is named where it asks for something", (name, [asking, harmless]) => {
    expect(codes({ [name]: asking })).toEqual(["member-not-applied"]);
    expect(codes({ [name]: harmless })).toEqual([]);
    expect(codes({ [name]: null })).toEqual([]);
  });

  test("mappings that nobody filled in are none", () => {
    const severity_mapping = ["low", "high"].map((severity) => ({ field: "", operator: "equals", value: "", severity }));
    expect(saying({ severity_mapping })?.details).not.toHaveProperty("severityOverrides");
    expect(codes({ severity_mapping, risk_score_mapping: [] })).toEqual([]);
  });

  test("one that nobody knows is named, and costs nothing else", () => {
    expect(codes({ threshhold: { field: [], value: 1 } })).toEqual(["unknown-member"]);
    expect(saying({ threshhold: 1 })?.plan).not.toBeNull();
  });

  test("bookkeeping says nothing of what is found", () => {
    const kept = Object.keys(MEMBERS).filter((name) => MEMBERS[name] === "kept");
    expect(codes(Object.fromEntries(kept.map((name) => [name, "x"])))).toEqual([]);
  });
});

test("a table beside the rule is named, and the guide's buttons are shown in it", () => {
  const rule = Object.entries({ ...RULE, note: "- $osquery_0" })
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join("\n");
  const text = `[rule]\n${rule}\n[transform]\n[[transform.osquery]]\nlabel = "Users"\nquery = "SELECT 1"\n[other]\nx = 1\n`;
  const [read] = compileFile({ file: "rule.toml", text }).rules;
  expect(read?.diagnostics.map(({ code, line }) => [code, line])).toEqual([["unknown-member", 14]]);
  expect(read?.details?.note).toBe("- Users: `` SELECT 1 ``");
});
