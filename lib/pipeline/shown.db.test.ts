import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { compileFile } from "#core/detection/compile";
import { storeRules } from "#features/rule/mutations";
import { disconnect, pool } from "#lib/db/client";
import { actor, ownHost, upload } from "./testing/story.ts";
import { runWaiting } from "./testing/tale.ts";

afterAll(disconnect);

const MAPPINGS = {
  severity: "medium",
  risk_score: 47,
  rule_name_override: "message",
  severity_mapping: [{ field: "event.severity", operator: "equals", value: "73", severity: "high" }],
  risk_score_mapping: [{ field: "event.risk_score", operator: "equals", value: "" }],
};

async function storeRule(rule: object): Promise<string> {
  const id = randomUUID();
  const text = JSON.stringify({ rule_id: id, name: "Own", ...MAPPINGS, ...rule });
  const { rules } = compileFile({ file: "x.ndjson", text });
  expect(rules.flatMap(({ diagnostics }) => diagnostics).filter(({ severity }) => severity === "error")).toEqual([]);
  await storeRules(actor, rules, { builtIn: false });
  return id;
}

const document = (host: string, second: number, more: object) => ({
  "@timestamp": `2026-05-04T08:00:0${second}Z`,
  event: { category: ["process"], type: ["start"], severity: 73, risk_score: 12 },
  host: { name: host },
  process: { entity_id: `${host} p`, name: "a.exe", pid: 7 },
  user: { name: `ana@${host}` },
  ...more,
});

async function alertOf(rule: string) {
  const { rows } = await pool().query(
    "SELECT rule_title, severity, (shown ->> 'riskScore')::float8 AS score, count FROM alert WHERE rule_id = $1",
    [rule],
  );
  return rows;
}

test("alerts are shown as their events say: as events arrive, by an execution, and of a sequence where all say the same", async () => {
  const host = ownHost();
  const where = `process where host.name == "${host}"`;
  const one = await storeRule({ type: "query", language: "kuery", query: `host.name : "${host}"` });
  const sequence = await storeRule({ type: "eql", language: "eql", query: `sequence by host.name [${where}] [${where}]` });
  const counted = await storeRule({
    type: "threshold",
    language: "kuery",
    query: `host.name : "${host}"`,
    threshold: { field: ["message"], value: 1 },
  });
  await upload(
    [document(host, 1, { message: "First" }), document(host, 2, { message: "Second" })].map((line) => JSON.stringify(line)).join("\n"),
  );
  await runWaiting([sequence, counted], 3_600_000);
  // One alert of a host and process: the earliest of its equally severe events.
  expect(await alertOf(one)).toEqual([{ rule_title: "First", severity: "high", score: 12, count: 2 }]);
  // Its events disagree about the title alone.
  expect(await alertOf(sequence)).toEqual([{ rule_title: "Own", severity: "high", score: 12, count: 1 }]);
  // A threshold has only what it counts by.
  expect((await alertOf(counted)).map(({ rule_title, severity }) => [rule_title, severity]).sort()).toEqual([
    ["First", "medium"],
    ["Second", "medium"],
  ]);
  const { rows } = await pool().query("SELECT title, severity FROM rule WHERE id = $1", [one]);
  expect(rows).toEqual([{ title: "Own", severity: "medium" }]);
});
