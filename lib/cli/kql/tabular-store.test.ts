import { expect, test } from "vitest";
import { compileFile } from "#core/detection/compile";
import type { Event } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";
import { TabularStore } from "./tabular-store.ts";

function connection(record: number, host: string, ip: string): Event {
  const body = {
    EventID: 3,
    Channel: "Microsoft-Windows-Sysmon/Operational",
    SourceName: "Microsoft-Windows-Sysmon",
    Hostname: host,
    UtcTime: `2026-03-09 09:00:0${record}.000`,
    RecordNumber: record,
    Image: "C:\\a\\tool.exe",
    Initiated: "true",
    Protocol: "tcp",
    DestinationIp: ip,
    DestinationPort: "443",
  };
  const event = normalise(
    { shape: "json", body, position: { file: "events.ndjson", record } },
    { receivedAt: Date.UTC(2026, 2, 10) * 1_000 },
  );
  if ("kind" in event) throw new Error(event.detail);
  return event;
}

const EVENTS = [connection(1, "ws1", "8.8.8.8"), connection(2, "ws2", "8.8.8.8"), connection(3, "ws2", "1.1.1.1")];
const PRESENT = Date.UTC(2026, 2, 10) * 1_000;

async function ask(query: string, options: { readonly silent?: readonly number[]; readonly most?: number; readonly head?: string } = {}) {
  const { rules } = compileFile({
    file: "rule.yml",
    text: `name: Rule\n${options.head ?? ""}query: |\n  ${query.replaceAll("\n", "\n  ")}\n`,
  });
  const store = await TabularStore.create(rules, (_, event) => options.silent?.includes(event.record.position.record) ?? false);
  for (const event of EVENTS) store.see(event);
  const found = await store.findings(undefined, PRESENT, options.most ?? 100, {});
  return { ...found, findings: found.lines.map((line) => JSON.parse(line)) };
}

test("a row is a finding with its cells and every event it was made from, cut where asked and said so", async () => {
  const { findings, notices } = await ask("DeviceNetworkEvents | where Timestamp > ago(1h) | summarize n = count() by RemoteIP");
  expect(findings).toMatchObject([
    {
      rule: { title: "Rule", language: "kql" },
      host: "ws2",
      cells: { RemoteIP: "8.8.8.8", n: 2 },
      evidence: [{ record: 1 }, { record: 2 }],
    },
    { cells: { RemoteIP: "1.1.1.1", n: 1 }, evidence: [{ file: "events.ndjson", record: 3 }] },
  ]);
  expect(notices).toContain(
    "for rules that are queries, now() is the time of the latest event, 2026-03-09T09:00:03.000Z; --now gives another",
  );
  const cut = await ask("DeviceNetworkEvents | summarize n = count() by RemoteIP", { most: 1 });
  expect(cut.findings[0]).toMatchObject({ evidence: [{ record: 1 }], evidence_total: 2 });
});

test("a finding is silenced only when all its events are", async () => {
  const query = "DeviceNetworkEvents | summarize count() by RemoteIP";
  expect(await ask(query, { silent: [1] })).toMatchObject({ silenced: 0 });
  const both = await ask(query, { silent: [1, 2] });
  expect([both.silenced, both.findings.map(({ cells }) => cells.RemoteIP)]).toEqual([1, ["1.1.1.1"]]);
});

test("a trigger counts rows", async () => {
  const query = "DeviceNetworkEvents | where RemotePort == 443";
  const head = (threshold: number) => `triggerOperator: gt\ntriggerThreshold: ${threshold}\n`;
  expect((await ask(query, { head: head(2) })).findings).toHaveLength(3);
  expect((await ask(query, { head: head(3) })).findings).toHaveLength(0);
});

test("what goes wrong while running is a problem with the rule's file, and no finding", async () => {
  const { findings, problems } = await ask(
    'DeviceNetworkEvents | join (externaldata(a:string)["https://example.org/x.csv"]) on $left.RemoteIP == $right.a',
  );
  expect(findings).toEqual([]);
  expect(problems).toEqual([expect.stringMatching(/^rule\.yml: no-such-list: Rule: .*https:\/\/example\.org\/x\.csv/)]);
});
