import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "#core/testing/cpu-time";
import { compileFile, isRuleFile, readRules } from "../compile.ts";
import { print } from "../ir/print.ts";

const compile = (text: string, file = "export.ndjson") => compileFile({ file, text });
const said = (text: string, file?: string) => compile(text, file).diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);

const RULE = {
  id: "4f1ec1b0-5c3c-4f1f-9e3d-8a1f0c4d2e11",
  name: "A thing",
  rule_id: "my-rule",
  type: "query",
  language: "kuery",
  query: "process.name:a.exe",
  severity: "high",
  risk_score: 73,
  version: 3,
  enabled: false,
  interval: "5m",
  from: "now-360s",
  to: "now",
  max_signals: 50,
  immutable: false,
  alert_suppression: null,
  exceptions_list: [{ id: "x", list_id: "trusted", type: "detection", namespace_type: "single" }],
};
const LIST = { id: "x", list_id: "trusted", type: "detection", name: "Trusted", namespace_type: "single" };
const ITEM = {
  item_id: "i1",
  list_id: "trusted",
  name: "Backup",
  type: "simple",
  entries: [{ field: "user.name", type: "match", operator: "included", value: "backup" }],
};
const SUMMARY = { exported_count: 3, exported_rules_count: 1, exported_exception_list_count: 1 };
const lines = (...items: readonly object[]) => items.map((item) => `${JSON.stringify(item)}\n`).join("");

test("an export is its rules, with the exceptions behind them", () => {
  const { rules, diagnostics } = compile(lines(RULE, LIST, ITEM, SUMMARY));
  expect(diagnostics).toEqual([]);
  expect(rules).toMatchObject([
    {
      title: "A thing",
      language: "kuery",
      severity: "high",
      schedule: { every: 300_000_000, lookBack: 360_000_000, mostAlerts: 50 },
      details: { authorVersion: "3", riskScore: 73, isEnabled: false, type: "query" },
    },
  ]);
  expect(rules[0]?.plan && print(rules[0].plan)).toBe(`scan
  and
    known
      ecs:process.name equals "a.exe"
    not
      known
        ecs:user.name equals "backup"
`);
});

test("a rule's own text, read again, is the same rule", () => {
  const [rule] = compile(lines(RULE, { ...RULE, rule_id: "other", exceptions_list: [] }, LIST, ITEM)).rules;
  const again = compile(rule?.source ?? "").rules;
  expect(again.map(({ id, plan, details }) => ({ id, plan: plan && print(plan), details }))).toEqual([
    { id: rule?.id, plan: rule?.plan && print(rule.plan), details: rule?.details },
  ]);
});

test("one rule_id is one id, in every version of the rule", () => {
  const ids = [RULE, { ...RULE, version: 4, query: "a:b" }, { ...RULE, rule_id: "another" }].map(
    (rule) => compile(lines(rule)).rules[0]?.id,
  );
  expect(ids[0]).toBe(ids[1]);
  expect(ids[0]).not.toBe(ids[2]);
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
});

test("one object, a list, and the answers of the API are read too", () => {
  const titles = (value: unknown, file = "rules.json") => compile(JSON.stringify(value, null, 2), file).rules.map(({ title }) => title);
  const plain = { ...RULE, exceptions_list: [] };
  expect(titles(plain)).toEqual(["A thing"]);
  expect(titles([plain, { ...plain, name: "B" }])).toEqual(["A thing", "B"]);
  expect(titles({ page: 1, total: 1, data: [plain] })).toEqual(["A thing"]);
});

test("a saved object is the rule in other words", () => {
  const saved = {
    type: "alert",
    id: "1",
    attributes: {
      name: "A thing",
      tags: ["t"],
      enabled: true,
      schedule: { interval: "10m" },
      params: {
        ruleId: "r",
        type: "threshold",
        language: "kuery",
        query: "a:b",
        severity: "low",
        riskScore: 21,
        from: "now-20m",
        maxSignals: 7,
        threshold: { field: ["host.id"], value: 3, cardinality: [] },
        alertSuppression: { duration: { value: 1, unit: "h" } },
        falsePositives: ["x"],
      },
    },
  };
  const { rules, diagnostics } = compile(lines(saved));
  expect(diagnostics).toEqual([]);
  expect(rules).toMatchObject([
    {
      tags: ["t"],
      falsePositives: ["x"],
      plan: { op: "window", by: ["host.id"], within: 1_200_000_000 },
      schedule: { every: 600_000_000, mostAlerts: 7 },
      details: { riskScore: 21, suppression: { by: ["host.id"], within: 3_600_000_000 } },
    },
  ]);
  const wrong = lines({ ...saved, attributes: { ...saved.attributes, params: { ...saved.attributes.params, query: "a:(b" } } });
  expect(said(wrong)).toEqual([`1:${wrong.indexOf("a:(b") + 1 + "a:(b".length} bad-syntax`]);
});

describe("exceptions", () => {
  const planWith = (item: object) => {
    const { rules, diagnostics } = compile(lines({ ...RULE, query: "*:*" }, LIST, { ...ITEM, ...item }));
    return [diagnostics.map(({ code }) => code).join(), rules[0]?.plan ? print(rules[0].plan).replaceAll(/\s+/g, " ").trim() : ""];
  };
  const entry = (more: object) => ({ entries: [{ field: "a", operator: "included", ...more }] });
  test.each<[string, object, string, string]>([
    ["any of several", entry({ type: "match_any", value: ["x", "y"] }), "", 'scan not known or ecs:a equals "x" ecs:a equals "y"'],
    ["a pattern", entry({ type: "wildcard", value: "C:\\\\Users\\\\*" }), "", 'scan not known ecs:a prefix "C:\\\\Users\\\\"'],
    ["presence", entry({ type: "exists" }), "", "scan not known ecs:a present"],
    ["the opposite", entry({ type: "match", value: "x", operator: "excluded" }), "", 'scan known ecs:a equals "x"'],
    [
      "a system",
      { ...entry({ type: "match", value: "x" }), os_types: ["windows"] },
      "",
      'scan not known and ecs:host.os.type equals~ "windows" ecs:a equals "x"',
    ],
    ["a value list", entry({ type: "list", list: { id: "l", type: "ip" } }), "exception-not-applied", "scan true"],
    ["a nested entry", entry({ type: "nested", entries: [] }), "exception-not-applied", "scan true"],
    ["one that ends", { ...ITEM, expire_time: "2026-01-01T00:00:00Z" }, "exception-not-applied", "scan true"],
    ["one without entries", { entries: [] }, "exception-not-applied,exceptions-not-in-file", "scan true"],
  ])("%s", (_, item, codes, plan) => {
    expect(planWith(item)).toEqual([codes, plan]);
  });

  test("are taken from every step of a sequence", () => {
    const rule = { ...RULE, type: "eql", language: "eql", query: "sequence by k [process where true] [network where true]" };
    const plan = compile(lines(rule, LIST, ITEM)).rules[0]?.plan;
    expect(plan && print(plan).match(/equals "backup"/g)?.length).toBe(2);
  });
});

describe("every mistake is named with its place in the file", () => {
  const at = (text: string, part: string, extra = 0) => {
    const before = text.slice(0, text.indexOf(part) + extra).split("\n");
    return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  };
  test.each([
    ["in a query behind escapes", lines(RULE, { ...RULE, query: 'a:"\\\\x" and b:(c' }), "and b:(c", 8, "bad-syntax"],
    ["in a value", lines(RULE, { ...RULE, severity: "dreadful" }), '"dreadful"', 0, "bad-rule"],
    ["in a filter", lines({ ...RULE, filters: [{ query: { script: {} } }] }), "{}", 0, "unsupported-filter"],
    ["on a line that is no JSON", `${lines(RULE)}{"a": nope}\n`, '{"a"', 0, "bad-json"],
    ["on a line that is no rule", `${lines(RULE)}{"a": 1}\n`, '{"a"', 0, "not-a-rule"],
  ])("%s", (_, text, part, extra, code) => {
    expect(said(text)).toContain(`${at(text, part, extra)} ${code}`);
  });
  test("and a bad line costs only itself", () => {
    expect(compile(`${lines(RULE)}{"a"\n${lines({ ...RULE, name: "B" })}`).rules.map(({ title }) => title)).toEqual(["A thing", "B"]);
  });
  test("in a text over many lines", () => {
    const text = JSON.stringify([{ ...RULE, query: "a:(b", exceptions_list: [] }], null, 2);
    expect(said(text, "rules.json")).toEqual([`${at(text, "a:(b", 4)} bad-syntax`]);
  });
});

test("events are no rules, and the other JSON rules are not Elastic's", () => {
  const is = (text: string, file = "x.ndjson") => isRuleFile({ file, text });
  expect(is(lines(RULE))).toBe(true);
  expect(is(lines(SUMMARY))).toBe(false);
  expect(is(lines({ "@timestamp": "x", event: { category: "process" } }))).toBe(false);
  expect(is(lines({ "kibana.alert.rule.rule_id": "x", "kibana.alert.rule.type": "eql" }))).toBe(false);
  expect(is("")).toBe(false);
  expect(is(JSON.stringify([RULE]), "x.json")).toBe(true);
});

describe("no text makes the reader throw or hang", () => {
  const sample = lines({ ...RULE, filters: [{ query: { term: { a: 1 } } }], threat: [{ technique: [{ id: "T1" }] }] }, LIST, ITEM, SUMMARY);
  test("any text, and an export with pieces cut out, doubled and replaced", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => readRules({ file: "x.json", text }).rules.length >= 0));
    const edit = fc.tuple(
      fc.nat(sample.length),
      fc.nat(40),
      fc.constantFrom("", '"', "{", "}", "[", "]", ",", ":", "\\", "\n", "null", "\\u00"),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const text = edits.reduce((now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length), sample);
        const { rules, diagnostics } = compile(text);
        for (const rule of rules) expect(rule.plan !== null || rule.diagnostics.some((d) => d.severity === "error")).toBe(true);
        if (rules.length === 0) expect(diagnostics.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });
  test("deep, long and many-membered ones end at once", () => {
    const start = cpuTime();
    const bad = { ...RULE, query: "a:(", exceptions_list: [] };
    compile(lines({ ...bad, filters: JSON.parse(`${"[".repeat(2_000)}${"]".repeat(2_000)}`) }));
    compile(`{"a":${"[".repeat(500_000)}`, "x.json");
    compile(`{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`, "x.json");
    compile(lines(...Array(3_000).fill(bad)));
    expect(cpuTime() - start).toBeLessThan(10_000);
  });
});
