import fc from "fast-check";
import { expect, test } from "vitest";
import { compileFile } from "#core/detection/compile";
import { readSentinelFile } from "#core/detection/kql/rules/sentinel";
import { type RuleDraft, ruleFile } from "./rule-text.ts";

const DRAFT: RuleDraft = {
  id: "7f2b7c1e-3c55-4f0f-9f60-1c7a2a1f0b11",
  language: "kql",
  query: 'DeviceNetworkEvents\n| where RemoteUrl has "x"\n\n  | take 5 // done',
  title: 'Odd "talkers": C:\\temp',
  description: "Line one\nline two: # no comment",
  author: "Ines Storey",
  severity: "high",
  every: "1h",
  lookBack: "1d",
  mostAlerts: 25,
  entities: [
    { kind: "host", column: "DeviceName" },
    { kind: "address", column: "RemoteIP" },
  ],
  tactics: ["CommandAndControl"],
  techniques: ["T1071.001"],
  date: "2026-03-01",
};
const HOUR = 3_600_000_000;

test("a KQL hunt becomes a Sentinel rule that says everything the dialog asked", () => {
  const { name, text } = ruleFile(DRAFT);
  expect(name).toBe("odd-talkers-c-temp.yaml");
  const { rules, diagnostics } = compileFile({ file: name, text });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(rules).toHaveLength(1);
  expect(rules[0]).toMatchObject({
    id: DRAFT.id,
    title: DRAFT.title,
    description: DRAFT.description,
    author: DRAFT.author,
    severity: "high",
    language: "kql",
    schedule: { every: HOUR, lookBack: 24 * HOUR, mostAlerts: 25 },
    tags: ["attack.command-and-control", "attack.t1071.001"],
    plan: { op: "query", text: DRAFT.query },
    details: {
      entityMappings: [
        { entityType: "Host", fields: [{ identifier: "FullName", column: "DeviceName" }] },
        { entityType: "IP", fields: [{ identifier: "Address", column: "RemoteIP" }] },
      ],
    },
  });
});

test("an EQL hunt becomes an Elastic rule", () => {
  const query = 'sequence by host.id with maxspan=5m\n  [process where process.name == "a\'b.exe"]\n  [network where true]';
  const { name, text } = ruleFile({ ...DRAFT, language: "eql", query });
  expect(name).toMatch(/\.toml$/);
  const { rules, diagnostics } = compileFile({ file: name, text });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(rules[0]).toMatchObject({
    id: DRAFT.id,
    title: DRAFT.title,
    severity: "high",
    language: "eql",
    schedule: { every: HOUR, lookBack: 24 * HOUR, mostAlerts: 25 },
  });
  expect(rules[0]?.plan).not.toBeNull();
});

test("a Sigma hunt keeps its detection and takes the new head", () => {
  const query =
    "title: Old\nid: 11111111-2222-4333-8444-555555555555\ntags:\n  - attack.t1000\n- attack.t1001\nlogsource:\n  product: windows\n  category: process_creation\ndetection:\n  selection:\n    Image|endswith: '\\x.exe'\n  condition: selection\nlevel: low";
  const { name, text } = ruleFile({ ...DRAFT, language: "sigma", query });
  const { rules, diagnostics } = compileFile({ file: name, text });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(rules[0]).toMatchObject({
    id: DRAFT.id,
    title: DRAFT.title,
    severity: "high",
    language: "sigma",
    tags: ["attack.command-and-control", "attack.t1071.001"],
  });
});

test("any query and title come back from the file as they were", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), fc.string({ unit: "binary", maxLength: 60 }), (title, tail) => {
      // A text that YAML cannot say at all (half a character) is not typed by anybody.
      const query = `print 1 // ${tail}`
        .replace(/\p{Cs}/gu, "")
        .replace(/\r\n?/g, "\n")
        .trimEnd();
      const written = title.trim() === "" ? "t" : title.trim();
      const { text } = ruleFile({ ...DRAFT, title: written, query });
      const [rule] = readSentinelFile({ file: "a.yaml", text }).rules;
      expect(rule?.title).toBe(written);
      expect(rule?.plan === null ? query : rule?.plan.op === "query" ? rule.plan.text : "").toBe(query);
    }),
    { numRuns: 200 },
  );
});
