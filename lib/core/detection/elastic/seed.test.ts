import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { decode, isFault } from "../../decode/decode.ts";
import { bufferSource } from "../../decode/source.ts";
import type { Event } from "../../event/event.ts";
import { normalise } from "../../normalise/normalise.ts";
import { compileFile } from "../compile.ts";
import { scansOf } from "../ir/plan-walk.ts";
import { evaluate } from "../match/evaluate.ts";
import type { CompiledRule } from "../rule.ts";
import type { Hit } from "../run/row.ts";
import { runStateful } from "../stateful.ts";

const folder = path.resolve(import.meta.dirname, "../../../../../shared/data/09-derived-seeds");

async function eventsOf(file: string): Promise<readonly Event[]> {
  const events: Event[] = [];
  for await (const item of decode(bufferSource(readFileSync(path.join(folder, file))), { file })) {
    const event = isFault(item) ? item : normalise(item, { receivedAt: 0 });
    if ("fields" in event) events.push(event);
  }
  return events;
}

const HEAD = `[rule]
author = ["Elastic"]
from = "now-9m"
index = ["winlogbeat-*", "logs-endpoint.events.*", "logs-windows.*"]
license = "Elastic License v2"
name = "MsBuild Making Network Connections"
risk_score = 47
severity = "medium"
`;
const SEQUENCE = `${HEAD}type = "eql"
language = "eql"
query = '''
sequence by process.entity_id
  [process where process.name : "MSBuild.exe" and event.type == "start"]
  [network where process.name : "MSBuild.exe" and not cidrmatch(destination.ip, "127.0.0.1", "::1")]
'''
[[rule.threat]]
framework = "MITRE ATT&CK"
technique = [{ id = "T1127", name = "Trusted Developer Utilities Proxy Execution" }]
`;
/** What the rule was before version 8, as its history has it. */
const KUERY = {
  "5 to 7": 'event.category:network and event.type:connection and process.name:MSBuild.exe and not destination.ip:(127.0.0.1 or "::1")',
  "3 and 4":
    'event.action:"Network connection detected (rule: NetworkConnect)" and process.name:MSBuild.exe and not destination.ip:(127.0.0.1 or "::1")',
  "2": 'event.action:"Network connection detected (rule: NetworkConnect)" and process.name:MSBuild.exe and not destination.ip:("127.0.0.1" or "::1")',
};

function only(text: string): CompiledRule {
  const { rules, diagnostics } = compileFile({ file: "msbuild.toml", text });
  expect(diagnostics).toEqual([]);
  const [rule] = rules;
  if (!rule) throw new Error("no rule");
  return rule;
}

/** Records that complete a finding. */
async function found({ plan, ...rule }: CompiledRule, file: string): Promise<readonly number[]> {
  if (!plan) throw new Error("refused");
  const records = new Map<string, number>();
  const hits: Hit[] = [];
  for (const event of await eventsOf(file)) {
    records.set(event.id, event.record.position.record);
    for (const { scan, where } of scansOf(plan)) {
      const { id, timestamp: at, record } = event;
      if (evaluate(where, event) === true)
        hits.push({ scan, event: id, at, order: record.position.record, get: (field) => event.get(field) });
    }
  }
  return runStateful({ ...rule, plan }, hits).map(({ evidence }) => records.get(evidence.at(-1) ?? "") ?? 0);
}

describe.runIf(existsSync(folder))("Elastic's MSBuild rule as a file", () => {
  test("has what its page says", () => {
    expect(only(SEQUENCE)).toMatchObject({
      severity: "medium",
      author: "Elastic",
      tags: ["attack.t1127"],
      schedule: { every: 5 * 60_000_000, lookBack: 9 * 60_000_000, mostAlerts: 100 },
      details: { riskScore: 47, license: "Elastic License v2", indices: ["winlogbeat-*", "logs-endpoint.events.*", "logs-windows.*"] },
    });
  });

  test.each([
    ["seed.ecs-endpoint.ndjson", 7],
    ["seed.sysmon-nxlog.ndjson", 7],
    // Not in the rule's indices: Defender's events would be in logs-m365_defender.event-*.
    ["seed.mde-streaming.ndjson", 0],
  ])("finds its connections in %s", async (file, count) => {
    expect((await found(only(SEQUENCE), file)).length).toBe(count);
  });

  // Every connection of MSBuild.exe, spelt so, that is not to the host itself; the process may have started long before.
  const CONNECTIONS = [2, 4, 6, 12, 13, 14, 21, 22, 23, 25];
  test.each(Object.entries(KUERY))("ran in Kuery in version %s", async (version, query) => {
    const rule = only(`${HEAD}type = "query"\nlanguage = "kuery"\nquery = '''${query}'''\n`);
    expect(await found(rule, "seed.sysmon-nxlog.ndjson")).toEqual(CONNECTIONS);
    // The action of the older versions is winlogbeat's own.
    expect(await found(rule, "seed.ecs-endpoint.ndjson")).toEqual(version === "5 to 7" ? CONNECTIONS : []);
  });
});
