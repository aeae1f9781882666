import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileStored } from "#core/detection/compile-stored";
import { type ClaimedExecution, claimExecution } from "#features/execution/claim/mutations";
import { getExecution } from "#features/execution/data";
import { requestBacktest, requestRun } from "#features/execution/mutations";
import type { ExecutionDetail } from "#features/execution/types";
import type { EventReference } from "#features/hunt/types";
import { getRule } from "#features/rule/data";
import { storeRules } from "#features/rule/mutations";
import { db, disconnect, pool } from "#lib/db/client";
import type { StoreAnswer } from "#lib/hunt/question";
import { execute, type Runner } from "./execute.ts";
import { type AskStore, executeQuery } from "./execute-query.ts";
import { runExecution } from "./run-execution.ts";
import { actor, contactLines, ownHost, upload } from "./testing/story.ts";
import { takeExecutions } from "./testing/turn.ts";

let letGo = async (): Promise<void> => {};
beforeAll(async () => {
  letGo = await takeExecutions();
}, 600_000);
afterAll(async () => {
  await letGo();
  await disconnect();
});

const MINUTE = 60_000;
const SEED = { everySeconds: 300, lookBackSeconds: 540, mostAlerts: 100 };

/** A sequence of one host's processes, every 5 minutes over the last 9, as Elastic writes it. */
async function sequenceRule(host: string, mostAlerts = 100): Promise<string> {
  const id = randomUUID();
  const text = `[metadata]
maturity = "production"
[rule]
name = "Pigeons of ${host}"
rule_id = "${id}"
description = "x"
from = "now-9m"
interval = "5m"
max_signals = ${mostAlerts}
language = "eql"
type = "eql"
severity = "medium"
risk_score = 47
index = ["winlogbeat-*"]
query = '''
sequence by process.entity_id
  [process where host.name : "${host}" and event.type == "start"]
  [network where host.name : "${host}"]
'''
`;
  await storeRules(actor, compileStored({ file: "pigeons.toml", text }).rules, { builtIn: false });
  return id;
}

async function queryRule(extra = "", query = "DeviceNetworkEvents | project DeviceName, RemoteIP, Timestamp"): Promise<string> {
  const id = randomUUID();
  const text = `id: ${id}
name: Rows ${id}
description: x
severity: High
queryFrequency: 5m
queryPeriod: 9m
triggerOperator: gt
triggerThreshold: 0
query: '${query}'
${extra}`;
  const { rules, diagnostics } = compileStored({ file: "rows.yaml", text });
  if (rules.length !== 1) throw new Error(JSON.stringify(diagnostics));
  await storeRules(actor, rules, { builtIn: false });
  return id;
}

/** Takes the waiting execution of a rule and runs it; other tests' are put back. */
async function run(ruleId: string, runner: Runner = runExecution, now = new Date()): Promise<ExecutionDetail> {
  const workerId = randomUUID();
  const others: string[] = [];
  let claimed: ClaimedExecution | null = null;
  for (const backtests of [false, true]) {
    for (;;) {
      const next = await claimExecution(workerId, now, { backtests });
      if (!next) break;
      if (next.ruleId !== ruleId) others.push(next.id);
      else {
        claimed = next;
        break;
      }
    }
    if (claimed) break;
  }
  await db().execution.updateMany({ where: { id: { in: others } }, data: { status: "queued", workerId: null, attempts: 0 } });
  if (!claimed) throw new Error("nothing is waiting");
  await execute(claimed, runner, { workerId, shutdown: new AbortController().signal, clock: () => now, beatMs: 1_000 });
  const done = await getExecution(claimed.id);
  if (!done) throw new Error("it is gone");
  return done;
}

const alertsOf = async (ruleId: string): Promise<readonly { readonly count: number; readonly total: number }[]> =>
  (await pool().query(`SELECT count, total_count AS total FROM alert WHERE rule_id = $1 ORDER BY first_seen`, [ruleId])).rows;

describe("a sequence with a schedule", () => {
  test("waits for its execution, is looked at at once after an upload, and found once however often it runs", async () => {
    const host = ownHost();
    const id = await sequenceRule(host);
    await upload(contactLines(host, 6, 3).join("\n"));
    expect(await alertsOf(id)).toEqual([]);
    const first = await run(id);
    expect(first).toMatchObject({ trigger: "upload", status: "done", error: null, findings: 3, alerts: 3, truncated: false });
    expect(first.from.slice(0, 10)).toBe("2026-05-04");
    expect(await alertsOf(id)).toHaveLength(3);
    expect(await getRule(id)).toMatchObject({
      kind: "eql",
      riskScore: 47,
      lastRunAt: first.finishedAt,
      schedule: { canRun: true, isEdited: false, inForce: SEED, ofFile: SEED },
      details: { indices: ["winlogbeat-*"] },
      hits: { pending: 0, notice: null },
    });
    await requestRun(actor, { ruleId: id }, new Date());
    expect(await run(id)).toMatchObject({ trigger: "manual", status: "done", findings: 0, alerts: 0 });
    await upload(contactLines(host, 6, 3).join("\n"));
    await requestRun(actor, { ruleId: id }, new Date());
    expect(await run(id)).toMatchObject({ status: "done", findings: 0 });
    expect(await alertsOf(id)).toHaveLength(3);
  });

  test("raises no more than it may; the rest comes with the next executions, and it says so", async () => {
    const host = ownHost();
    const id = await sequenceRule(host, 2);
    await upload(contactLines(host, 5, 5).join("\n"));
    const first = await run(id);
    expect(first).toMatchObject({ status: "done", alerts: 2, truncated: true, leftOver: 3 });
    const { rows } = await pool().query("SELECT truncated FROM alert_finding f JOIN alert a ON a.id = f.alert_id WHERE a.rule_id = $1", [
      id,
    ]);
    expect(rows).toEqual([{ truncated: { most: 2, left: 3 } }, { truncated: { most: 2, left: 3 } }]);
    for (const [alerts, left] of [
      [4, 1],
      [5, 0],
    ]) {
      await requestRun(actor, { ruleId: id }, new Date());
      expect(await run(id)).toMatchObject({ truncated: left !== 0, leftOver: left });
      expect(await alertsOf(id)).toHaveLength(alerts ?? 0);
    }
  });

  test("is backtested over what was stored before it came, and raises nothing", async () => {
    const host = ownHost();
    await upload(contactLines(host, 6, 3).join("\n"));
    const id = await sequenceRule(host);
    await db().execution.deleteMany({ where: { ruleId: id } });
    await requestBacktest(actor, { ruleId: id, from: "2026-05-04T00:00:00Z", to: "2026-05-05T00:00:00Z" }, new Date());
    const done = await run(id);
    expect(done).toMatchObject({ trigger: "backtest", status: "done", findings: 3, hits: 9, alerts: 0 });
    expect(done.events).toBeGreaterThanOrEqual(9);
    expect(done.samples).toHaveLength(3);
    expect(done.samples[0]).toMatchObject({ hosts: [host], processes: ["pigeon.exe"], events: 2, silenced: false });
    expect(await alertsOf(id)).toEqual([]);
  });
});

test("a rule over one event is backtested too", async () => {
  const host = ownHost();
  const id = randomUUID();
  const text = `title: T\nid: ${id}\nlogsource: { category: network_connection, product: windows }\ndetection: { s: { Computer: '${host}' }, condition: s }\n`;
  await upload(contactLines(host, 4).join("\n"));
  await storeRules(actor, compileStored({ file: "t.yml", text }).rules, { builtIn: false });
  expect(await requestRun(actor, { ruleId: id }, new Date())).toEqual({ ok: false, reason: "streams" });
  await requestBacktest(actor, { ruleId: id, from: "2026-05-04T00:00:00Z", to: "2026-05-05T00:00:00Z" }, new Date());
  expect(await run(id)).toMatchObject({ status: "done", findings: 4, alerts: 0 });
  expect(await alertsOf(id)).toEqual([]);
});

describe("a query with a schedule", () => {
  const COLUMNS = [
    { name: "DeviceName", type: "string" },
    { name: "RemoteIP", type: "string" },
    { name: "LastSeen", type: "datetime" },
  ] as const;

  async function eventsOf(host: string): Promise<readonly EventReference[]> {
    const { rows } = await pool().query(
      `SELECT e.host_id AS "hostId", to_char(e."timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS timestamp, e.id
       FROM event e JOIN host h ON h.id = e.host_id WHERE h.name = $1 AND e.remote_port IS NOT NULL ORDER BY e."timestamp"`,
      [host],
    );
    return rows;
  }

  /** A store that gives a row for each group of events. */
  const answering =
    (rows: readonly (readonly [ip: string, events: readonly EventReference[]])[], asked: number[] = []): AskStore =>
    async (_text, { now }): Promise<StoreAnswer> => {
      asked.push(now);
      return {
        ok: true,
        columns: COLUMNS,
        rows: rows.map(([ip, events]) => ({ cells: ["H", ip, "2026-05-04T08:00:05Z"], events, eventTotal: events.length })),
        truncated: null,
        notices: [],
        chart: null,
        read: 10,
      };
    };
  const runner =
    (ask: AskStore): Runner =>
    async (execution) => {
      const { plan } = execution.rule;
      if (plan?.op === "query") await executeQuery(execution, plan, ask);
    };
  const again = async (id: string, ask: AskStore): Promise<ExecutionDetail> => {
    await requestRun(actor, { ruleId: id }, new Date());
    return run(id, runner(ask));
  };

  test("finds the same rows once, however far its look-backs overlap; a row with a new event is news for the same alert", async () => {
    const host = ownHost();
    await upload(contactLines(host, 6).join("\n"));
    const [a, b, c, d] = await eventsOf(host);
    if (!a || !b || !c || !d) throw new Error("no events");
    const id = await queryRule();
    expect(
      await again(
        id,
        answering([
          ["1.1.1.1", [a, b]],
          ["2.2.2.2", [c, d]],
        ]),
      ),
    ).toMatchObject({ findings: 2, alerts: 2, hits: 2, events: 10 });
    expect(
      await again(
        id,
        answering([
          ["1.1.1.1", [a, b]],
          ["2.2.2.2", [c, d]],
        ]),
      ),
    ).toMatchObject({ findings: 0, alerts: 0 });
    // The window has moved on: what is left of a row is nothing new.
    expect(
      await again(
        id,
        answering([
          ["1.1.1.1", [b]],
          ["2.2.2.2", [d, c]],
        ]),
      ),
    ).toMatchObject({ findings: 0 });
    expect(await again(id, answering([["1.1.1.1", [b, c]]]))).toMatchObject({ findings: 1, alerts: 1 });
    expect(await alertsOf(id)).toHaveLength(2);
  });

  test("raises no more alerts than it may, and looks at the rest again", async () => {
    const host = ownHost();
    await upload(contactLines(host, 5).join("\n"));
    const events = await eventsOf(host);
    const id = await queryRule();
    await db().rule.update({ where: { id }, data: { mostAlerts: 2 } });
    const rows = events.map(
      (event, index) => [`9.9.9.${index}`, [event, ...(events[index + 1] ? [events[index + 1] ?? event] : [])]] as const,
    );
    const first = await again(id, answering(rows));
    expect(first).toMatchObject({ alerts: 2, truncated: true });
    const { coveredTo } = await db().rule.findUniqueOrThrow({ where: { id }, select: { coveredTo: true } });
    expect(coveredTo).toBeNull();
    await again(id, answering(rows));
    const last = await again(id, answering(rows));
    expect(last).toMatchObject({ truncated: false });
    expect(await alertsOf(id)).toHaveLength(5);
  });

  test("is asked at every moment of a gap, and about the entities its author named", async () => {
    const host = ownHost();
    await upload(contactLines(host, 2).join("\n"));
    const [a, b] = await eventsOf(host);
    if (!a || !b) throw new Error("no events");
    const id = await queryRule(
      "entityMappings:\n  - entityType: Host\n    fieldMappings: [{ identifier: HostName, columnName: DeviceName }]\n",
    );
    const now = new Date("2027-06-01T12:00:00Z");
    await db().rule.update({ where: { id }, data: { coveredTo: new Date("2027-06-01T11:40:00Z") } });
    await requestRun(actor, { ruleId: id }, now);
    const asked: number[] = [];
    const done = await run(
      id,
      runner(
        answering(
          [
            ["1.1.1.1", [a]],
            ["2.2.2.2", [b]],
          ],
          asked,
        ),
      ),
      now,
    );
    // Since 11:36, which is the 4 minutes of overlap before 11:40.
    expect(asked.map((at) => (now.getTime() - at / 1_000) / MINUTE)).toEqual([15, 10, 5, 0]);
    expect(done).toMatchObject({ findings: 2, alerts: 1, events: 40 });
    expect(await alertsOf(id)).toHaveLength(1);
  });

  test("is asked about the time of an upload that its look-back would never reach", async () => {
    const host = ownHost();
    const id = await queryRule("", `DeviceNetworkEvents | where DeviceName == "${host}" | project DeviceName, RemoteIP, Timestamp`);
    await db().execution.deleteMany({ where: { ruleId: id } });
    await upload(contactLines(host, 3).join("\n"));
    const done = await run(id);
    expect(done).toMatchObject({ trigger: "upload", status: "done", error: null, findings: 3 });
    expect((await alertsOf(id)).map(({ count }) => count)).toEqual([3]);
  });

  test("says what it cannot be answered for", async () => {
    const id = await queryRule();
    const refusing: AskStore = async () => ({
      ok: false,
      diagnostic: { severity: "error", code: "limit", message: "more than 2,000,000 rows at once", line: 1, column: 7 },
    });
    expect(await again(id, refusing)).toMatchObject({
      status: "failed",
      error: "the query cannot be answered: more than 2,000,000 rows at once (line 1, column 7)",
    });
    expect(await again(id, answering([["1.1.1.1", []]]))).toMatchObject({
      status: "done",
      findings: 0,
      notices: ["Some rows are made of no event of the store: no alert can be about them."],
    });
  });
});
