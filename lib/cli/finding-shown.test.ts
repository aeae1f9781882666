import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "callout-shown-"));
afterAll(() => rmSync(folder, { recursive: true }));

const put = (name: string, documents: readonly object[]): string => {
  const file = path.join(folder, name);
  writeFileSync(file, documents.map((document) => JSON.stringify(document)).join("\n"));
  return file;
};

test.each(["1", "2"])("scan says what an alert would be shown as beside its rule, by %s threads", { timeout: 60_000 }, (threads) => {
  const common = {
    severity: "medium",
    risk_score: 47,
    severity_mapping: [{ field: "event.severity", operator: "equals", value: "73", severity: "high" }],
    risk_score_mapping: [{ field: "event.risk_score", operator: "equals", value: "" }],
    rule_name_override: "message",
  };
  const rules = put("rules.ndjson", [
    { rule_id: "one", name: "One", type: "query", query: "event.category:process", ...common },
    {
      rule_id: "two",
      name: "Two",
      type: "eql",
      language: "eql",
      query: "sequence by host.name [process where true] [process where true]",
      ...common,
    },
    { rule_id: "own", name: "Own", type: "query", query: "event.category:process", severity: "low", risk_score: 1 },
  ]);
  const event = (second: number, more: object) => ({
    "@timestamp": `2026-01-01T00:00:0${second}Z`,
    host: { name: "h" },
    ...more,
  });
  const process = (message: string) => ({ event: { category: ["process"], severity: 73, risk_score: 12 }, message });
  const events = put("events.ndjson", [event(1, process("First")), event(2, process("Second"))]);
  const args = ["--import", "tsx", path.join(ROOT, "lib/cli/callout.ts"), "scan", "--threads", threads, "--rules", rules, events];
  const found = execFileSync(globalThis.process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" });
  const lines = found
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const said = lines.map(({ rule, alert }) => [rule.title, rule.severity, alert]);
  const shown = (title: string) => ({ title, severity: "high", risk_score: 12 });
  expect(said).toHaveLength(5);
  expect(said).toEqual(
    expect.arrayContaining([
      ["One", "medium", shown("First")],
      ["One", "medium", shown("Second")],
      ["Two", "medium", shown("Two")],
      ["Own", "low", undefined],
    ]),
  );
});
