import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCommandLine } from "./command-line.ts";
import { isoTime } from "./finding-line.ts";
import { UsageError } from "./usage.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
let folder = "";

interface Run {
  readonly status: number;
  readonly lines: readonly string[];
  readonly said: readonly string[];
  readonly summary: Record<string, unknown>;
}

function callout(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", path.join(ROOT, "lib/cli/callout.ts"), ...args],
      { cwd: ROOT },
      (_, out, err) => {
        const said = err.trimEnd().split("\n");
        const lines = out === "" ? [] : out.trimEnd().split("\n");
        resolve({ status: child.exitCode ?? -1, lines, said, summary: JSON.parse(said.at(-1) ?? "{}") });
      },
    );
  });
}

const connection = (image: string, ip: string, port: number, record: number) =>
  JSON.stringify({
    EventID: 3,
    Channel: "Microsoft-Windows-Sysmon/Operational",
    SourceName: "Microsoft-Windows-Sysmon",
    Hostname: "ws1.example.org",
    UtcTime: "2026-03-09 09:00:02.123",
    EventTime: "2026-03-09 09:00:02",
    ProcessGuid: "{91b7584a-d8f1-cd61-c386-414c1027c4d1}",
    RecordNumber: record,
    Image: image,
    Initiated: "true",
    DestinationIp: ip,
    DestinationPort: String(port),
  });
const put = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};
const MSBUILD = "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\MSBuild.exe";
const RULES = path.join(ROOT, "lib/rules");
const OWN_RULES = readdirSync(RULES).filter((name) => name.endsWith(".yml")).length;
let events = "";

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "callout-cli-"));
  events = put(
    "events.log",
    [
      connection(MSBUILD, "203.0.113.9", 443, 1),
      "{broken",
      connection(MSBUILD, "198.51.100.7", 80, 2),
      connection("C:\\x.exe", "203.0.113.9", 443, 3),
    ].join("\n"),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("scan", { timeout: 60_000 }, () => {
  test("writes a finding a line, in the contract's shape, and a summary as the last line of standard error", async () => {
    const { status, lines, summary, said } = await callout("scan", "--rules", RULES, events);
    expect(status).toBe(0);
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      [1, 3].map((record) => ({
        rule: {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          title: "MSBuild Making Network Connections",
          language: "sigma",
          severity: "medium",
        },
        at: "2026-03-09T09:00:02.123000Z",
        host: "ws1.example.org",
        evidence: [{ file: events, record, event_id: expect.stringMatching(/^[0-9a-f-]{36}$/) }],
        cells: {},
      })),
    );
    expect(summary).toMatchObject({
      files: 1,
      records: 3,
      events: 3,
      faults: 1,
      findings: 2,
      silenced: 0,
      rules: { rejected: { sigma: 0 } },
    });
    expect(said.some((line) => line.startsWith(`${events}:2: not-json: `))).toBe(true);
  });

  test("two threads find what one finds", async () => {
    const other = put("other.log", connection(MSBUILD, "203.0.113.1", 443, 9));
    const one = await callout("scan", "--rules", RULES, "--threads", "1", events, other);
    const two = await callout("scan", "--rules", RULES, "--threads", "2", events, other);
    expect([...two.lines].sort()).toEqual([...one.lines].sort());
    expect(two.summary).toMatchObject({ files: 2, findings: 3 });
  });

  test("placeholders have the values of their file; without them the rule is refused", async () => {
    const rule = put(
      "placeholder.yml",
      "title: To a known server\nlogsource: { product: windows, category: network_connection }\n" +
        "detection: { s: { DestinationIp|expand: '%servers%' }, condition: s }\n",
    );
    const without = await callout("scan", "--rules", rule, "--", events);
    expect(without.said.some((line) => line.includes("unresolved-placeholder"))).toBe(true);
    expect(without).toMatchObject({ status: 1, lines: [] });
    const placeholders = put("placeholders.yml", "servers: [198.51.100.*]\n");
    const other = put("other.log", connection(MSBUILD, "198.51.100.9", 443, 9));
    const found = await callout("scan", "--rules", rule, "--placeholders", placeholders, "--threads", "2", events, other);
    expect(found.summary).toMatchObject({ rules: { rejected: { sigma: 0 } } });
    expect(found.lines.length).toBeGreaterThan(1);
    const broken = await callout("rules", "check", "--placeholders", put("broken.yml", "servers: []"), rule);
    expect(broken.status).toBe(2);
    expect(broken.said[0]).toContain("broken.yml:1:10: no-values");
  });

  test("exceptions silence findings and are counted; a broken one silences nothing and is named", async () => {
    const address = (id: string, value: string) => ({
      id,
      rules: [],
      conditions: [{ field: "destination.ip", operator: "address", values: [value] }],
    });
    const exceptions = put("exceptions.json", JSON.stringify([address("good", "198.51.100.0/24"), address("bad", "198.51.100.300")]));
    const { status, lines, summary, said } = await callout("scan", "--rules", RULES, "--exceptions", exceptions, events);
    expect(status).toBe(1);
    expect(lines).toHaveLength(1);
    expect(summary).toMatchObject({ findings: 1, silenced: 1 });
    expect(said.some((line) => line.startsWith("exception bad silences nothing"))).toBe(true);
  });

  test("what cannot be used is named, the rest is done, and the status says so", async () => {
    const bad = put("bad.yml", "title: Bad\nlogsource: {category: process_creation}\ndetection:\n  s: {Image|foo: x}\n  condition: s\n");
    const kql = put("hunt.kql", "T | take 1");
    const { status, lines, said, summary } = await callout(
      "scan",
      "--rules",
      RULES,
      bad,
      kql,
      "--",
      events,
      path.join(folder, "missing.evtx"),
    );
    expect(status).toBe(1);
    expect(lines).toHaveLength(2);
    expect(said).toContain(`${bad}:4:13: unknown-modifier: there is no modifier "foo"`);
    expect(said.some((line) => line.startsWith(`${kql}:1:1: unknown-table`))).toBe(true);
    expect(said.some((line) => line.includes("missing.evtx: unreadable"))).toBe(true);
    expect(summary).toMatchObject({ rules: { loaded: { sigma: OWN_RULES }, rejected: { sigma: 1, eql: 0, kql: 1 } } });
  });
});

const connections =
  "title: Connection\nname: connection\nlogsource: {category: network_connection}\ndetection:\n  s: {Initiated: 'true'}\n  condition: s\n";

describe("rules over several events", { timeout: 120_000 }, () => {
  const correlation = (more: string) =>
    `${connections}---\ntitle: Many\nid: 7f1e2b3c-0000-4000-8000-000000000001\nlevel: high\ncorrelation:\n  type: value_count\n  rules: [connection]\n  group-by: [Image]\n  timespan: 5m\n  condition: {field: DestinationIp, gte: 2}\n${more}`;

  test("give their events in order, speak for the rules they are made of, and are cut where asked", async () => {
    const rules = put("many.yml", correlation(""));
    const { status, lines, summary } = await callout("scan", "--rules", rules, "--", events);
    expect(status).toBe(0);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        rule: { id: "7f1e2b3c-0000-4000-8000-000000000001", title: "Many", language: "sigma", severity: "high" },
        at: "2026-03-09T09:00:02.123000Z",
        host: "ws1.example.org",
        evidence: [1, 3].map((record) => ({ file: events, record, event_id: expect.any(String) })),
        cells: { Image: MSBUILD, value_count: 2 },
      },
    ]);
    expect(summary).toMatchObject({ findings: 1, rules: { loaded: { sigma: 2 } } });
    const cut = await callout("scan", "--rules", rules, "--max-evidence", "1", events);
    expect(JSON.parse(cut.lines[0] ?? "{}")).toMatchObject({ evidence: [{ record: 1 }], evidence_total: 2 });
  });

  test("find the same in two threads, across files, whichever is read first", async () => {
    const rules = put("many.yml", correlation("  generate: true\n"));
    const [first, second] = [1, 2].map((n) => put(`${n}.log`, connection("C:\\y.exe", `198.51.100.${n}`, 1, n)));
    const one = await callout("scan", "--rules", rules, "--", first ?? "", second ?? "");
    const two = await callout("scan", "--rules", rules, "--threads", "2", second ?? "", first ?? "");
    expect([...two.lines].sort()).toEqual([...one.lines].sort());
    expect(one.lines.map((line) => JSON.parse(line).rule.title)).toEqual(["Connection", "Connection", "Many"]);
  });

  test("are silenced when an exception silences all their events, and not when one is left", async () => {
    const rules = put("many.yml", correlation(""));
    const silence = (...values: string[]) =>
      put("e.json", JSON.stringify([{ id: "x", rules: [], conditions: [{ field: "destination.ip", operator: "address", values }] }]));
    const some = await callout("scan", "--rules", rules, "--exceptions", silence("203.0.113.9"), events);
    expect(some.summary).toMatchObject({ findings: 1, silenced: 0 });
    const all = await callout("scan", "--rules", rules, "--exceptions", silence("203.0.113.9", "198.51.100.7"), events);
    expect(all.summary).toMatchObject({ findings: 0, silenced: 1 });
  });

  test("that need every event are silenced by any of them", async () => {
    const rules = put("twice.eql", "sequence by process.executable with maxspan=5m [network where true] [network where true]");
    const exception = { id: "x", rules: [], conditions: [{ field: "destination.ip", operator: "address", values: ["203.0.113.9"] }] };
    const plain = await callout("scan", "--rules", rules, events);
    expect(plain.summary).toMatchObject({ findings: 1, silenced: 0 });
    const { summary } = await callout("scan", "--rules", rules, "--exceptions", put("any.json", JSON.stringify([exception])), events);
    expect(summary).toMatchObject({ findings: 0, silenced: 1 });
  });

  test("are silenced by an exception of a step at that step only", async () => {
    const rules = put("twice.eql", "sequence by process.executable with maxspan=5m [network where true] [network where true]");
    const { lines } = await callout("scan", "--rules", rules, events);
    const rule = JSON.parse(lines[0] ?? "{}").rule.id;
    const first = await callout("scan", "--rules", rules, "--exceptions", ofStep(rule, "1 network"), events);
    const second = await callout("scan", "--rules", rules, "--exceptions", ofStep(rule, "2 network"), events);
    expect([first.summary, second.summary].map(({ silenced }) => silenced).sort()).toEqual([0, 1]);
    const lost = await callout("scan", "--rules", rules, "--exceptions", ofStep(rule, "first"), events);
    expect(lost.summary).toMatchObject({ findings: 1, silenced: 0 });
    expect(lost.said.join("\n")).toContain('has no step "first"; it has 1 network, 2 network');
  });
  const ofStep = (rule: string, step: string): string => {
    const conditions = [{ field: "destination.ip", operator: "address", values: ["203.0.113.9"] }];
    return put("step.json", JSON.stringify([{ id: "x", rules: [rule], step, conditions }]));
  };
});

test("filters change the rules they name, wherever they stand", { timeout: 120_000 }, async () => {
  const rules = put("connection.yml", connections);
  const filter = (condition: string) =>
    `title: F\nlogsource: {category: network_connection}\nfilter:\n  rules: [connection]\n  selection: {Image|endswith: '\\MSBuild.exe'}\n  condition: ${condition}\n`;
  const good = await callout("scan", "--rules", rules, "--filters", put("filter.yml", filter("not selection")), "--", events);
  expect(good.lines.map((line) => JSON.parse(line).evidence[0].record)).toEqual([4]);
  expect(good.status).toBe(0);
  const wrong = await callout("scan", "--rules", rules, "--filters", rules, put("filter.yml", filter("selection")), "--", events);
  expect(wrong.status).toBe(1);
  expect(wrong.lines).toHaveLength(2);
  expect(wrong.said.some((line) => line.includes("not-a-filter"))).toBe(true);
  const narrow = await callout("rules", "check", put("both.yml", `${connections}---\n${filter("selection")}`));
  expect(narrow.lines).toEqual([expect.stringMatching(/both\.yml:13:14: filter-narrows: warning: /)]);
});

test("rules check prints every diagnostic with its place", { timeout: 60_000 }, async () => {
  const rule = put("proxy.yml", "title: P\nlogsource:\n  category: mainframe\ndetection:\n  s: {C: x}\n  condition: s\n");
  const { status, lines, summary } = await callout("rules", "check", rule);
  expect(status).toBe(0);
  expect(lines).toEqual([expect.stringMatching(/proxy\.yml:3:3: no-source: warning: /)]);
  expect(summary).toMatchObject({ rules: { loaded: { sigma: 1 } } });
});

test("wrong usage ends with status 2", { timeout: 60_000 }, async () => {
  const { status, said } = await callout("query", "--language", "eql", "any where true");
  expect(status).toBe(2);
  expect(said[0]).toContain("query needs a FILE");
});

describe("the command line", () => {
  test.each([
    [["scan", "--rules", "a", "b", "--threads", "2", "f"], { rules: ["a", "b"], files: ["f"], threads: 2 }],
    [["scan", "--rules", "a", "f"], { rules: ["a", "f"], files: [] }],
    [["scan", "--rules", "a", "--", "f"], { rules: ["a"], files: ["f"] }],
    [["scan", "f", "--rules", "a"], { rules: ["a"], files: ["f"] }],
    [["scan", "--rules", "a", "--filters", "b", "c", "--", "f"], { rules: ["a"], filters: ["b", "c"], files: ["f"] }],
    [["scan", "--rules", "a", "--placeholders", "p", "f"], { rules: ["a"], placeholders: "p", files: ["f"] }],
    [["rules", "check", "a", "--placeholders", "p", "b"], { rules: ["a", "b"], placeholders: "p" }],
    [["rules", "check", "--placeholders=p", "a"], { rules: ["a"], placeholders: "p" }],
    [["scan", "--rules=a", "--max-evidence=5", "f"], { rules: ["a"], files: ["f"], maxEvidence: 5 }],
  ])("%j", (args, expected) => {
    expect(readCommandLine(args)).toMatchObject(expected);
  });

  test.each([
    [[]],
    [["scan"]],
    [["scan", "--rules", "a"]],
    [["scan", "f"]],
    [["scan", "--rules", "a", "--filters"]],
    [["scan", "--rules", "a", "--threads", "0", "f"]],
    [["scan", "--rules", "a", "--what", "f"]],
    [["rules"]],
    [["rules", "check"]],
    [["rules", "check", "a", "--placeholders"]],
    [["rules", "check", "a", "--what", "b"]],
    [["rules", "list"]],
    [["nothing"]],
  ])("%j is wrong usage", (args) => {
    expect(() => readCommandLine(args)).toThrow(UsageError);
  });
});

test.each([
  [1_773_046_802_123_456, "2026-03-09T09:00:02.123456Z"],
  [-1, "1969-12-31T23:59:59.999999Z"],
  [9e18, null],
])("%d microseconds are %s", (micros, text) => {
  expect(isoTime(micros)).toBe(text);
});
