import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { compileStored } from "#core/detection/compile-stored";
import { storeRules } from "#features/rule/mutations";
import { disconnect, pool } from "#lib/db/client";
import { actor, contactLines, ownHost, upload } from "./testing/story.ts";

afterAll(disconnect);

/** An Elastic rule on every connection of one host, its findings suppressed by some fields. */
async function suppressedRule(host: string, by: string, missing: "suppress" | "doNotSuppress"): Promise<string> {
  const id = randomUUID();
  const text = `[rule]
name = "Suppressed ${host}"
rule_id = "${id}"
description = "x"
language = "eql"
type = "eql"
severity = "low"
risk_score = 21
index = ["winlogbeat-*"]
query = 'network where host.name : "${host}"'
[rule.alert_suppression]
group_by = ["${by}"]
missing_fields_strategy = "${missing}"
duration = { unit = "h", value = 5 }
`;
  const { rules, diagnostics } = compileStored({ file: "suppressed.toml", text });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  await storeRules(actor, rules, { builtIn: false });
  return id;
}

async function alertsOf(ruleId: string): Promise<readonly { readonly group_cells: unknown; readonly count: number }[]> {
  const { rows } = await pool().query("SELECT group_cells, count FROM alert WHERE rule_id = $1 ORDER BY process_key", [ruleId]);
  return rows;
}

test("findings that agree in the fields a rule suppresses by are one alert, whichever process made them", async () => {
  const host = ownHost();
  const lines = contactLines(host, 6, 3);
  const suppressed = await suppressedRule(host, "user.name", "suppress");
  const absent = await suppressedRule(host, "no.such.field", "suppress");
  const apart = await suppressedRule(host, "no.such.field", "doNotSuppress");
  await upload(lines.join("\n"));
  expect(await alertsOf(suppressed)).toMatchObject([{ group_cells: [["user.name", "ana"]], count: 6 }]);
  expect(await alertsOf(absent)).toMatchObject([{ group_cells: [["no.such.field", null]], count: 6 }]);
  expect(await alertsOf(apart)).toMatchObject(Array.from({ length: 3 }, () => ({ group_cells: null, count: 2 })));
  await upload(`${lines.join("\n")}\n`);
  expect(await alertsOf(suppressed)).toMatchObject([{ count: 6 }]);
});
