import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { looksLikeRules } from "./rule-files.ts";
import { loadRules } from "./rules.ts";

const TOML =
  '[rule]\nname = "T"\nrule_id = "t"\ntype = "eql"\nlanguage = "eql"\nseverity = "low"\nrisk_score = 1\nquery = "any where a == 1"\n';
const rule = (name: string, more: object = {}) =>
  JSON.stringify({ rule_id: name, name, type: "query", severity: "low", risk_score: 1, query: "a:1", ...more });

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "callout-rules-"));
  writeFileSync(path.join(folder, "a.toml"), TOML);
  writeFileSync(path.join(folder, "pyproject.toml"), '[project]\nname = "no rule"\n');
  writeFileSync(path.join(folder, "b.ndjson"), `${rule("N1")}\n${rule("N2", { type: "esql" })}\n{"exported_count":2}\n`);
  writeFileSync(path.join(folder, "c.json"), `[${rule("J", { type: "threshold", threshold: { field: ["h"], value: 2 } })}]`);
  writeFileSync(path.join(folder, "events.ndjson"), '{"@timestamp":"2026-01-01T00:00:00Z","event":{"category":"process"}}\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

test("an export is told from events by what is in it, however long it is", async () => {
  const named = (name: string, text: string): string => {
    writeFileSync(path.join(folder, "..", `${path.basename(folder)}-${name}`), text);
    return path.join(folder, "..", `${path.basename(folder)}-${name}`);
  };
  const long = Array.from({ length: 6_000 }, (_, at) => rule(`N${at}`, { note: "x".repeat(200) }));
  const files = [
    named("lines.ndjson", long.join("\n")),
    named("list.json", `[\n${long.join(",\n")}\n]`),
    named("events.ndjson", '{"a":1}\n'.repeat(200_000)),
    named("events.json", `[${'{"a":1},'.repeat(200_000)}{}]`),
    named("broken.ndjson", "{"),
    path.join(folder, "none.ndjson"),
  ];
  expect(await Promise.all(files.map(looksLikeRules))).toEqual([true, true, false, false, false, false]);
  for (const file of files) rmSync(file, { force: true });
});

test("Elastic's rules are found in a folder by what is in the files, and counted by type", async () => {
  const { rules, loaded, rejected, types, errors } = await loadRules([folder]);
  expect(rules.map(({ title }) => title)).toEqual(["T", "N1", "J"]);
  expect([loaded, rejected]).toEqual([
    { sigma: 0, eql: 1, kuery: 2, kql: 0 },
    { sigma: 0, eql: 0, kuery: 1, kql: 0 },
  ]);
  expect(Object.fromEntries(types)).toEqual({
    eql: { usable: 1, refused: 0 },
    query: { usable: 1, refused: 0 },
    esql: { usable: 0, refused: 1 },
    threshold: { usable: 1, refused: 0 },
  });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/b\.ndjson:2:\d+: unsupported-rule-type: ES\|QL/);
});

test("a file of events given as rules is refused, not read as none", async () => {
  const { errors } = await loadRules([path.join(folder, "events.ndjson")]);
  expect(errors.map((line) => line.replace(/^.*events/, ""))).toEqual([
    ".ndjson:1:1: not-a-rule: nothing in this file is a rule of a known form",
  ]);
});
