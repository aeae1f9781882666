import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "#core/testing/cpu-time";
import { compileFile } from "../compile.ts";
import { print } from "../ir/print.ts";

const compile = (text: string) => compileFile({ file: "rule.toml", text });
const said = (text: string) => compile(text).diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);

const WHOLE = `[metadata]
creation_date = "2020/02/18"
maturity = "production"

[rule]
author = ["Elastic", "Ann"]
building_block_type = "default"
description = """
Finds a thing,
over two lines.
"""
false_positives = ["an updater"]
from = "now-9m"
index = ["winlogbeat-*", "logs-endpoint.events.*", "logs-windows.*"]
interval = "5m"
language = "eql"
license = "Elastic License v2"
max_signals = 33
name = "A thing"
note = """## Triage"""
references = ["https://example.org/a"]
risk_score = 47
rule_id = "0E79980B-4250-4A50-A509-69294C14E84B"
rule_name_override = "rule.name"
setup = "## Setup"
severity = "medium"
tags = ["OS: Windows"]
timestamp_override = "event.ingested"
type = "eql"
query = '''
sequence by process.entity_id with maxspan=30s
  [process where process.name : "a.exe"]
  [network where true]
'''

[[rule.severity_mapping]]
field = "event.severity"
operator = "equals"
severity = "high"
value = "73"

[rule.alert_suppression]
group_by = ["user.name"]
missing_fields_strategy = "doNotSuppress"
duration = { value = 5, unit = "m" }

[[rule.exceptions_list]]
id = "endpoint_list"
list_id = "endpoint_list"
namespace_type = "agnostic"
type = "endpoint"

[[rule.related_integrations]]
package = "windows"
integration = "sysmon_operational"

[[rule.threat]]
framework = "MITRE ATT&CK"
[[rule.threat.technique]]
id = "T1127"
name = "Trusted Developer Utilities Proxy Execution"
reference = "https://attack.mitre.org/techniques/T1127/"
[[rule.threat.technique.subtechnique]]
id = "T1127.001"
name = "MSBuild"
[rule.threat.tactic]
id = "TA0005"
name = "Defense Evasion"
`;

const lineOf = (text: string) => WHOLE.split(text)[0]?.split("\n").length;

test("a rule has everything its file says", () => {
  const { rules, diagnostics } = compile(WHOLE);
  expect(diagnostics).toMatchObject([
    { severity: "warning", code: "exceptions-not-in-file", line: lineOf("[[rule.exceptions_list]]"), column: 1 },
    { severity: "warning", code: "override-shared", line: lineOf("rule_name_override") },
    { severity: "warning", code: "override-shared", line: lineOf("[[rule.severity_mapping]]") },
  ]);
  const [rule] = rules;
  expect(rule).toMatchObject({
    id: "0e79980b-4250-4a50-a509-69294c14e84b",
    title: "A thing",
    language: "eql",
    severity: "medium",
    status: "stable",
    description: "Finds a thing, over two lines.",
    author: "Elastic, Ann",
    references: ["https://example.org/a"],
    tags: ["OS: Windows", "attack.defense-evasion", "attack.t1127", "attack.t1127.001"],
    falsePositives: ["an updater"],
    source: WHOLE,
    schedule: { every: 300_000_000, lookBack: 540_000_000, mostAlerts: 33 },
  });
  expect(rule?.details).toEqual({
    type: "eql",
    riskScore: 47,
    severityOverrides: [{ field: "event.severity", when: { value: "73", gives: "high" } }],
    titleOverride: "rule.name",
    indices: ["winlogbeat-*", "logs-endpoint.events.*", "logs-windows.*"],
    note: "## Triage",
    setup: "## Setup",
    threat: [
      {
        framework: "MITRE ATT&CK",
        tactic: { id: "TA0005", name: "Defense Evasion" },
        techniques: [
          {
            id: "T1127",
            name: "Trusted Developer Utilities Proxy Execution",
            reference: "https://attack.mitre.org/techniques/T1127/",
          },
          { id: "T1127.001", name: "MSBuild" },
        ],
      },
    ],
    suppression: { by: ["user.name"], within: 300_000_000, missing: "keep" },
    isBuildingBlock: true,
    timestampOverride: "event.ingested",
    exceptionLists: [{ id: "endpoint_list", listId: "endpoint_list", type: "endpoint", scope: "agnostic" }],
    license: "Elastic License v2",
    integrations: ["windows/sysmon_operational"],
  });
  expect(rule?.plan && print(rule.plan)).toContain("sequence within 30s");
});

const HEAD = '[rule]\nname = "N"\nseverity = "low"\nrisk_score = 1\n';

describe("every mistake is named with its place in the file", () => {
  test.each([
    ["in a raw block of lines", `${HEAD}type = "eql"\nquery = '''\nprocess where\n  a = 1\n'''\n`, "8:5 bad-operator"],
    ["on the first line of a block", `${HEAD}type = "eql"\nquery = '''process where a = 1'''\n`, "6:28 bad-operator"],
    ["behind escapes", `${HEAD}type = "eql"\nquery = "process where b == \\"\\\\\\\\x\\" and a = 1"\n`, "6:45 bad-operator"],
    ["behind a continued line", `${HEAD}type = "eql"\nquery = """process where \\\n    a = 1"""\n`, "7:7 bad-operator"],
    [
      "behind a character outside the plane",
      `${HEAD}type = "eql"\nquery = "process where b == \\"\\U0001F600\\" and a = 1"\n`,
      "6:50 bad-operator",
    ],
    ["in lines that end as in Windows", `${HEAD}type = "eql"\r\nquery = '''\r\nprocess where\r\n  a = 1\r\n'''\r\n`, "8:5 bad-operator"],
    ["in Kuery", `${HEAD}type = "query"\nlanguage = "kuery"\nquery = '''\na:b and\n  c:(d\n'''\n`, "10:1 bad-syntax"],
    ["of a type", `${HEAD}type = "esql"\nlanguage = "esql"\nquery = "x"\n`, "5:8 unsupported-rule-type"],
    ["of a severity", '[rule]\nname = "N"\ntype = "eql"\nquery = "any where true"\nseverity = "dreadful"\n', "5:12 bad-rule"],
    ["of a member that is missing", '[rule]\ntype = "eql"\nquery = "any where true"\nseverity = "low"\n', "1:1 bad-rule"],
    ["of an element of a list", `${HEAD}type = "eql"\nquery = "any where true"\ntags = [\n  "a", # one\n  7,\n]\n`, "9:3 bad-member"],
    ["of a span", `${HEAD}type = "eql"\nquery = "any where true"\ninterval = "often"\n`, "7:12 bad-schedule"],
    ["of a look-back that is rounded", `${HEAD}type = "eql"\nquery = "any where true"\nfrom = "now/d"\n`, "7:8 bad-schedule"],
    ["of a table", `${HEAD}type = "threshold"\nquery = "a:b"\n[rule.threshold]\nfield = []\nvalue = 0\n`, "9:9 bad-rule"],
    [
      "of a table in a list",
      `${HEAD}type = "query"\nquery = "a:b"\n[[rule.filters]]\n[[rule.filters]]\n[rule.filters.query.geo]\nx = 1\n`,
      "9:1 unsupported-filter",
    ],
    ["of TOML", '[rule]\nname = "N\n', "2:10 bad-toml"],
    ["of a file that is no rule", "[metadata]\na = 1\n", "1:1 not-a-rule"],
  ])("%s", (_, text, expected) => {
    expect(said(text)).toContain(expected);
  });
});

describe("no text makes the reader throw or hang", () => {
  test("any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => compile(text).rules.length >= 0));
  });
  test("a rule with pieces cut out, doubled and replaced", () => {
    const edit = fc.tuple(
      fc.nat(WHOLE.length),
      fc.nat(40),
      fc.constantFrom("", '"', "'''", '"""', "[", "]]", "{", "=", "\n", "\\", "#", "\\u00", ".", ",", "\u0000", "__proto__ = 1\n"),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const text = edits.reduce((now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length), WHOLE);
        const { rules, diagnostics } = compile(text);
        for (const rule of rules) expect(rule.plan !== null || rule.diagnostics.some((d) => d.severity === "error")).toBe(true);
        for (const { line, column } of diagnostics) expect(line >= 1 && column >= 1 && line <= text.split("\n").length).toBe(true);
        if (rules.length === 0) expect(diagnostics.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });
  test("deep, long and many-membered ones end at once", () => {
    const start = cpuTime();
    for (const text of [
      `${HEAD}type = ${"[".repeat(50_000)}`,
      `${HEAD}type = ${"{a=".repeat(50_000)}`,
      `${HEAD}type = "eql"\nquery = "${"(".repeat(100_000)}"`,
      `${"[a.".repeat(50_000)}`,
      `${HEAD}type = "eql"\ntags = [${"1,".repeat(200_000)}]\nquery="x"`,
      "[[rule]]\n".repeat(50_000),
    ]) {
      expect(compile(text).diagnostics.length).toBeGreaterThan(0);
    }
    expect(cpuTime() - start).toBeLessThan(8_000);
  });
});
