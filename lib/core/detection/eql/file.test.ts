import { expect, test } from "vitest";
import { compileFile } from "../compile.ts";
import { explain } from "../match/explain.ts";
import { createRuleSet } from "../rule-set.ts";
import { rowOf } from "./testing/rows.ts";

test("a query is a rule named as its file", () => {
  const { rules, diagnostics } = compileFile({ file: "rules/msbuild_network.eql", text: 'network where process.name : "MSBuild.exe"' });
  expect(diagnostics).toEqual([]);
  expect(rules).toMatchObject([
    { title: "msbuild network", language: "eql", severity: "medium", logSource: "network", plan: { op: "scan" } },
  ]);
});

test("comments above the query say what the rule is", () => {
  const text =
    "// title: Build tool calls home\n// Severity: HIGH\n// tags: attack.t1127, msbuild\n// note without meaning\n\nany where true // id: not this";
  const [rule] = compileFile({ file: "a.eql", text }).rules;
  expect(rule).toMatchObject({ title: "Build tool calls home", severity: "high", tags: ["attack.t1127", "msbuild"], source: text });
  expect(compileFile({ file: "b.eql", text }).rules[0]?.id).toBe(rule?.id);
});

test.each([
  ["process where a ==", "bad-syntax"],
  ["process where true | unique process.name", "unsupported-pipe"],
])("%s is refused as a rule, with its reason", (text, code) => {
  const { rules, diagnostics } = compileFile({ file: "a.eql", text });
  expect(rules).toMatchObject([{ plan: null }]);
  expect(diagnostics).toMatchObject([{ severity: "error", code }]);
});

test("a rule fires and says why: by its tests, not by its category", () => {
  const text = 'process where process.name : "msb*.exe" and length(process.command_line) > 3 and not user.name == "x"';
  const { rules } = compileFile({ file: "a.eql", text });
  const [rule] = rules;
  if (!rule) throw new Error("no rule");
  const body = { "event.category": "process", "process.name": "MSBuild.exe", "process.command_line": "long", "user.name": "y" };
  const row = rowOf(body, { id: "1", timestamp: 0, order: 1 });
  expect(createRuleSet(rules).match(row)).toEqual(rules);
  expect(explain(rule, row)).toMatchObject([
    { path: ":", field: "process.name", held: true, value: "MSBuild.exe" },
    { path: ">", field: "length(process.command_line)", test: "is greater than 3", held: true, value: "4" },
  ]);
  const other = rowOf({ ...body, "user.name": "x" }, { id: "2", timestamp: 0, order: 2 });
  expect(createRuleSet(rules).match(other)).toEqual([]);
  expect(explain(rule, other)).toMatchObject([{ field: "user.name", held: false }]);
});
