import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileFile } from "../../compile.ts";
import type { CompiledRule } from "../../rule.ts";

function only(file: string, text: string): CompiledRule {
  const { rules } = compileFile({ file, text });
  expect(rules).toHaveLength(1);
  const [rule] = rules;
  if (!rule) throw new Error("no rule");
  return rule;
}

const said = (file: string, text: string) =>
  compileFile({ file, text }).diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);

const PAGE = `# *Odd children of an editor*

#### MITRE ATT&CK Technique(s)

| Technique ID | Title    | Link    |
| ---  | --- | --- |
| T1059.001 | PowerShell | https://attack.mitre.org/techniques/T1059/001/ |

#### Description
An editor starts a shell.

\`\`\`
cmd.exe /c whoami
\`\`\`

#### Risk
Someone clicked.

#### Author <Optional>
- **Name:** A. Hunter

#### References
- https://example.org/a
- https://example.org/b

## Defender XDR
\`\`\`KQL
// in Defender
DeviceProcessEvents
| where Timestamp > ago(1d) and InitiatingProcessFileName =~ "notepad.exe"
\`\`\`
## Sentinel
\`\`\`KQL
DeviceProcessEvents | where TimeGenerated > ago(1d)
    and InitiatingProcessFileName =~ "notepad.exe"
\`\`\`
`;

describe("a hunting page", () => {
  test("gives its query what the page says, and the other dialect is the same rule", () => {
    const { rules, diagnostics } = compileFile({ file: "hunt/odd.md", text: PAGE });
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      title: "Odd children of an editor",
      language: "kql",
      author: "A. Hunter",
      tags: ["attack.t1059.001"],
      references: ["https://example.org/a", "https://example.org/b"],
      logSource: "DeviceProcessEvents",
      plan: { op: "query", tables: ["DeviceProcessEvents"] },
      details: { note: "Someone clicked.", threat: [{ techniques: [{ id: "T1059.001", name: "PowerShell" }] }] },
    });
    expect(rules[0]?.description).toContain("An editor starts a shell.");
    expect(diagnostics).toMatchObject([{ code: "same-query", severity: "warning", line: 34 }]);
  });

  test("with several queries names each by what stands above it, and each can be read again alone", () => {
    const text = "# T\n## A\n```kql\nDeviceEvents | take 1\n```\n## B\n```\nDeviceEvents\n| take 2\n```\n";
    const { rules } = compileFile({ file: "p.md", text });
    expect(rules.map(({ title }) => title)).toEqual(["T: A", "T: B"]);
    for (const rule of rules) {
      const again = only("p.md", rule.source);
      expect([again.title, again.id, again.plan]).toEqual([rule.title, rule.id, rule.plan]);
    }
  });

  test("places what is wrong in the page, also of a fence moved to the right", () => {
    expect(said("p.md", "# T\n- list\n  ```kql\n  DeviceEvents\n  | where Nothing == 1\n  ```\n")).toEqual(["5:11 unknown-column"]);
  });

  test("several queries in one fence are several rules, where each can be read alone", () => {
    const text = "# T\n```kql\n// first\nDeviceEvents\n| take 1\n\n// second\nDeviceFileEvents\n| where Nothing == 1\n```\n";
    const { rules } = compileFile({ file: "p.md", text });
    expect(rules.map(({ title, plan }) => [title, plan !== null])).toEqual([
      ["T", true],
      ["T (2)", false],
    ]);
    expect(said("p.md", text)).toEqual(["9:9 unknown-column"]);
    expect(only("p.md", rules[0]?.source ?? "").plan).toEqual(rules[0]?.plan);
    expect(said("p.md", "# T\n```kql\nlet a = 1;\n\nDeviceEvents\n\n| take a\n```\n")).toEqual([]);
  });

  test("prose with a shell fence is no rule", () => {
    expect(said("p.md", "# T\n```\nnpm test\n```\n")).toEqual(["1:1 not-a-rule"]);
  });

  test("saved from a browser as text has its queries below the names of the products", () => {
    const text =
      "Skip to content\nOdd_Things.md\n\nDescription\nWhy.\n\nDefender XDR\n\nDeviceEvents\n| take 1\n\nSentinel\n\nDeviceEvents\n| take 1\n";
    expect(only("page.txt", text)).toMatchObject({ title: "Odd Things", description: "Why.", plan: { tables: ["DeviceEvents"] } });
  });
});

const SENTINEL = `id: 0D76E9CF-788D-4A69-AC7D-F234826B5BED
name: Some shells
description: |
  'Shells of an editor.'
severity: High
queryFrequency: 1h
queryPeriod: 14d
triggerOperator: gt
triggerThreshold: 2
tactics:
  - Execution
relevantTechniques:
  - T1059
query: |

  let a = 1;
  DeviceProcessEvents
  | where FileName =~ "cmd.exe"
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
version: 1.2.0
kind: Scheduled
`;

describe("a Sentinel rule", () => {
  test("keeps its schedule, trigger, entities and version", () => {
    expect(only("r.yaml", SENTINEL)).toMatchObject({
      id: "0d76e9cf-788d-4a69-ac7d-f234826b5bed",
      title: "Some shells",
      severity: "high",
      description: "Shells of an editor.",
      tags: ["attack.execution", "attack.t1059"],
      schedule: { every: 3_600e6, lookBack: 14 * 86_400e6, mostAlerts: 150 },
      details: {
        type: "Scheduled",
        authorVersion: "1.2.0",
        trigger: { compare: ">", bound: 2 },
        entityMappings: [{ entityType: "Host", fields: [{ identifier: "FullName", column: "DeviceName" }] }],
      },
      diagnostics: [],
    });
  });

  test.each([
    ["in a block below a blank line", SENTINEL.replace("FileName", "FileNam"), "18:11 unknown-column"],
    ["on one line", "name: x\nquery: DeviceEvents | where X == 1\n", "2:29 unknown-column"],
    ["in quotes", 'name: x\nquery: "DeviceEvents | where X == 1"\n', "2:30 unknown-column"],
    ["in a schedule", SENTINEL.replace("1h", "often"), "6:17 bad-duration"],
    ["in a trigger", SENTINEL.replace("gt", "about"), "8:18 bad-trigger"],
    ["in a kind", SENTINEL.replace("Scheduled", "Fusion"), "25:7 unsupported-kind"],
    ["without a query", "name: x\nkind: NRT\nquery:\n", "3:6 no-query"],
  ])("what is wrong %s has its place in the file", (_, text, expected) => {
    expect(said("r.yml", text)).toEqual([expected]);
  });

  test("is not what Sigma's correlation or detection is", () => {
    expect(said("r.yml", "title: T\nlogsource: {product: windows}\nquery: x\ndetection:\n  s: {C: x}\n  condition: s\n")).not.toContain(
      "1:1 no-query",
    );
  });

  test("near real time runs every minute", () => {
    expect(only("r.yml", "name: x\nkind: NRT\nquery: DeviceEvents\n").schedule).toEqual({ every: 60e6, lookBack: 60e6, mostAlerts: 150 });
  });
});

const detection = (query: string, period = "12H") => ({
  id: "35079",
  displayName: "Shells",
  isEnabled: false,
  queryCondition: { queryText: query },
  schedule: { period },
  detectionAction: {
    alertTemplate: {
      title: "A shell",
      description: "It ran.",
      severity: "low",
      category: "Execution",
      recommendedActions: "Look.",
      mitreTechniques: ["T1059.003"],
      impactedAssets: [{ "@odata.type": "#microsoft.graph.security.impactedDeviceAsset", identifier: "deviceId" }],
    },
  },
});

describe("a custom detection of Defender", () => {
  test("keeps what its template and schedule say", () => {
    expect(only("d.json", JSON.stringify(detection("DeviceProcessEvents\n| take 1")))).toMatchObject({
      id: "35079",
      title: "A shell",
      severity: "low",
      schedule: { every: 12 * 3_600e6, lookBack: 48 * 3_600e6 },
      tags: ["attack.execution", "attack.t1059.003"],
      details: {
        isEnabled: false,
        note: "Look.",
        entityMappings: [{ entityType: "Host", fields: [{ identifier: "deviceId", column: "DeviceId" }] }],
      },
    });
  });

  test("of a listing each is a rule, and a mistake stands where the text of the file has it", () => {
    const text = JSON.stringify({ value: [detection("DeviceEvents"), detection('DeviceEvents\r\n| where X == "a"')] }, null, 1);
    const { rules, diagnostics } = compileFile({ file: "d.json", text });
    expect(rules.map(({ plan }) => plan !== null)).toEqual([true, false]);
    const [found] = diagnostics;
    const line = text.split("\n")[(found?.line ?? 0) - 1] ?? "";
    expect([found?.code, line.slice((found?.column ?? 0) - 1, found?.column)]).toEqual(["unknown-column", "X"]);
  });

  test.each(["{", '{"queryCondition": {"queryText": 1}}', '{"queryCondition":{}, "x": "queryText"}'])("%s is not one", (text) => {
    expect(compileFile({ file: "d.json", text }).rules).toEqual([]);
  });
});

test("a .kql file is its query, and comments above it say the rest", () => {
  expect(
    only("a/rare things.kql", "// title: Rare\n// severity: high\n// tags: attack.t1071, x\nDeviceNetworkEvents | take 5"),
  ).toMatchObject({
    title: "Rare",
    severity: "high",
    tags: ["attack.t1071", "x"],
    plan: { op: "query" },
  });
  expect(said("a.kql", "DeviceNetworkEvent\n| take 5")).toEqual(["1:1 unknown-table"]);
});

test("a list that is not there yet is a warning, not a refusal", () => {
  const rule = only("a.kql", 'let L = externaldata(a:string)["https://example.org/l.csv"];\nDeviceEvents | where DeviceName in (L)');
  expect(rule.plan).not.toBeNull();
  expect(rule.diagnostics).toMatchObject([{ code: "needs-list", message: expect.stringContaining("https://example.org/l.csv") }]);
});

test("a query with odd blanks and quotes, in JSON's quoting, is read as it is", () => {
  const query = '// odd: "quotes" # and more\nlet a = 1;\nDeviceProcessEvents\n\t| where FileName =~ "x" \n\n| take 1';
  const text = `id: a-1
name: "Odd: things"
description: "'quoted'"
severity: Critical
kind: Scheduled
queryFrequency: 90m
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 2
tactics: [LateralMovement]
relevantTechniques: [T1059]
query: ${JSON.stringify(query)}
entityMappings:
  - entityType: Host
    fieldMappings: [{ identifier: HostName, columnName: DeviceName }]
version: 1.0.0
`;
  expect(only("r.yml", text)).toMatchObject({
    id: "a-1",
    title: "Odd: things",
    severity: "critical",
    plan: { text: query },
    schedule: { every: 90 * 60e6, lookBack: 86_400e6 },
    tags: ["attack.lateral-movement", "attack.t1059"],
    details: { trigger: { compare: ">", bound: 2 }, entityMappings: [{ entityType: "Host" }] },
  });
});

describe("no file breaks a reader", () => {
  const pieces = [
    "# T\n",
    "```kql\n",
    "```\n",
    "~~~\n",
    "DeviceEvents\n",
    "| take 1\n",
    "\n",
    "name: x\n",
    "query: |\n",
    "  DeviceEvents\n",
    "kind: NRT\n",
    "queryFrequency: 1h\n",
    "triggerOperator: []\n",
    "entityMappings:\n  - x\n",
    '{"queryCondition":{"queryText":"',
    "DeviceEvents",
    '"}}',
    "[",
    "]",
    ",",
    "\\u0000",
    "\\n",
    "\u0000",
    "| T1059 | x |\n",
    "Sentinel\n",
    "- a\n",
    "\t",
    ": ",
    "&a ",
    "*a ",
  ];
  test.each(["p.md", "r.yml", "d.json", "q.kql", "s.txt"])("%s", (file) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 16 }), (parts) => {
        const text = parts.join("");
        const { rules, diagnostics } = compileFile({ file, text });
        const lines = text.split(/\r\n|\r|\n/).length;
        for (const { line, column } of diagnostics) expect([line > 0, line <= lines + 1, column > 0]).toEqual([true, true, true]);
        // Whatever is stored of a rule is read back as that rule.
        for (const rule of rules) {
          if (rule.plan === null || file === "r.yml") continue;
          const again = compileFile({ file, text: rule.source }).rules;
          expect(again.map(({ id, plan }) => ({ id, plan }))).toContainEqual({ id: rule.id, plan: rule.plan });
        }
      }),
      { numRuns: 300 },
    );
  });
});
