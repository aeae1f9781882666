import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileFile } from "#core/detection/compile";
import { systemActor } from "#features/account/system";
import { beatExecution, type ClaimedExecution, claimExecution, takeUpLost } from "#features/execution/claim/mutations";
import { getExecution, listExecutions } from "#features/execution/data";
import { queueDueRules } from "#features/execution/due/mutations";
import { getRuleHealth } from "#features/execution/health/data";
import { cancelExecution, finishExecution, forgetExecutions, requestBacktest, requestRun } from "#features/execution/mutations";
import { queueUploaded } from "#features/execution/upload/mutations";
import { setRulesEnabled } from "#features/rule/enable/mutations";
import { storeRules } from "#features/rule/mutations";
import { setSchedule, undoSchedule } from "#features/rule/schedule/mutations";
import { db, disconnect, pool } from "#lib/db/client";
import { onClient } from "#lib/db/query";
import { type ExecutionRun, execute, type Runner } from "#lib/pipeline/execute";
import { takeExecutions } from "#lib/pipeline/testing/turn";
import { startScheduler } from "./scheduler.ts";

let letGo = async (): Promise<void> => {};
beforeAll(async () => {
  letGo = await takeExecutions();
}, 600_000);
afterAll(async () => {
  await letGo();
  await disconnect();
});
const actor = systemActor("test");
const MINUTE = 60_000;
const NOTHING = { events: 0, hits: 0, findings: 0, alerts: 0, left: 0, notices: [] };

/** A rule that runs every 5 minutes, from 9 minutes back; due now. */
async function scheduledRule(): Promise<string> {
  const id = randomUUID();
  const text = `title: Scheduled ${id}\nid: ${id}\nlevel: low\nlogsource: { product: windows }\ndetection: { selection: { A: x }, condition: selection }\n`;
  const [rule] = compileFile({ file: "a.yml", text }).rules;
  if (!rule) throw new Error("no rule");
  const schedule = { every: 300_000_000, lookBack: 540_000_000, mostAlerts: 100 };
  await storeRules(actor, [{ ...rule, plan: { op: "query", text: "print 1", tables: [] }, schedule }], { builtIn: false });
  return id;
}

const ruleRow = (id: string) =>
  db().rule.findUniqueOrThrow({
    where: { id },
    select: { nextRunAt: true, coveredTo: true, lastRunAt: true, everySeconds: true, lookBackSeconds: true, mostAlerts: true },
  });

async function dueAt(id: string, at: Date, coveredTo: Date | null = null): Promise<void> {
  await db().rule.update({ where: { id }, data: { nextRunAt: at, coveredTo } });
}

/** Claims until it gets the execution of a rule; what other tests have queued meanwhile is not its business and is put back. */
async function claim(ruleId: string, workerId: string, now: Date, backtests = false): Promise<ClaimedExecution | null> {
  const others: string[] = [];
  try {
    for (;;) {
      const claimed = await claimExecution(workerId, now, { backtests });
      if (!claimed || claimed.ruleId === ruleId) return claimed;
      others.push(claimed.id);
    }
  } finally {
    await db().execution.updateMany({ where: { id: { in: others } }, data: { status: "queued", workerId: null, attempts: 0 } });
  }
}

async function finish(id: string, workerId: string, outcome: Partial<Parameters<typeof finishExecution>[3]>, now: Date): Promise<void> {
  const client = await pool().connect();
  try {
    await finishExecution(onClient(client), id, workerId, { ...NOTHING, ...outcome }, now);
  } finally {
    client.release();
  }
}

const options = (workerId: string, now: Date) => ({
  workerId,
  shutdown: new AbortController().signal,
  clock: () => now,
  beatMs: 20,
});

test("two schedulers at once run every due rule once", async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, scheduledRule));
  const runs: string[] = [];
  const shutdown = new AbortController();
  const run: Runner = async ({ id, ruleId, finish: end }: ExecutionRun) => {
    runs.push(ruleId);
    await new Promise((resolve) => setTimeout(resolve, 15));
    const client = await pool().connect();
    try {
      await end(client, { ...NOTHING, findings: 1 });
    } finally {
      client.release();
    }
    expect((await getExecution(id))?.status).toBe("done");
  };
  const stops = [randomUUID(), randomUUID()].map((workerId) =>
    startScheduler({ workerId, shutdown: shutdown.signal, run, tickMs: 20, beatMs: 50 }),
  );
  await expect.poll(() => ids.every((id) => runs.includes(id)), { timeout: 90_000 }).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 200));
  shutdown.abort();
  await Promise.all(stops.map((stop) => stop()));
  for (const id of ids) {
    expect(runs.filter((ran) => ran === id)).toHaveLength(1);
    expect(await listExecutions(id)).toMatchObject([{ status: "done", trigger: "schedule", attempts: 1, findings: 1, missed: 0 }]);
  }
});

describe("an execution whose worker is killed", () => {
  test("is taken up by another and says so; what the first one did afterwards is not there", async () => {
    const id = await scheduledRule();
    const now = new Date();
    const [first, second] = [randomUUID(), randomUUID()];
    await queueDueRules(now);
    const claimed = await claim(id, first, now);
    expect(claimed).toMatchObject({ attempts: 1, trigger: "schedule" });
    const later = new Date(now.getTime() + 15_000);
    await takeUpLost(later);
    expect(await claim(id, second, later)).toBeNull();
    const lost = new Date(now.getTime() + 21_000);
    await takeUpLost(lost);
    const again = await claim(id, second, lost);
    expect(again).toMatchObject({ id: claimed?.id, attempts: 2 });
    expect(await beatExecution(claimed?.id ?? "", first, { done: 1, total: 2 }, lost)).toBe("lost");
    const late: Runner = async ({ finish: end }) => {
      const client = await pool().connect();
      try {
        await client.query("BEGIN");
        await client.query("UPDATE rule SET title = 'written by the dead' WHERE id = $1", [id]);
        await end(client, NOTHING);
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    };
    if (claimed) expect(await execute(claimed, late, options(first, lost))).toBe("lost");
    expect((await db().rule.findUniqueOrThrow({ where: { id }, select: { title: true } })).title).toBe(`Scheduled ${id}`);
    if (again) expect(await execute(again, late, options(second, lost))).toBe("done");
    expect(await listExecutions(id)).toMatchObject([{ status: "done", attempts: 2 }]);
    expect(await getRuleHealth(id)).toMatchObject({ ended: 1, resumed: 1, failed: 0 });
  });

  test("three times is given up", async () => {
    const id = await scheduledRule();
    let now = new Date();
    await queueDueRules(now);
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(await claim(id, randomUUID(), now)).toMatchObject({ attempts: attempt });
      now = new Date(now.getTime() + 21_000);
      await takeUpLost(now);
    }
    expect(await listExecutions(id)).toMatchObject([{ status: "failed", error: expect.stringContaining("3 workers") }]);
  });

  test("leaves its time to the one that waits behind it", async () => {
    const id = await scheduledRule();
    const now = new Date();
    await queueDueRules(now);
    await claim(id, randomUUID(), now);
    const next = new Date(now.getTime() + 6 * MINUTE);
    await queueDueRules(next);
    await takeUpLost(next);
    expect(await listExecutions(id)).toMatchObject([
      { status: "queued" },
      { status: "failed", error: expect.stringContaining("covers its time") },
    ]);
  });
});

test("after the workers were down, one execution covers the gap, says how long it is, and the grid stays", async () => {
  const id = await scheduledRule();
  const now = new Date("2027-01-01T12:02:00Z");
  await dueAt(id, new Date("2027-01-01T11:00:00Z"), new Date("2027-01-01T10:55:00Z"));
  await queueDueRules(now);
  const claimed = await claim(id, randomUUID(), now);
  // 9 minutes back every 5: each look-back begins 4 minutes before the end of the one before.
  expect(claimed).toMatchObject({ from: new Date("2027-01-01T10:51:00Z"), to: now, missed: 12 });
  expect((await ruleRow(id)).nextRunAt).toEqual(new Date("2027-01-01T12:05:00Z"));
  await queueDueRules(now);
  expect(await listExecutions(id)).toHaveLength(1);
});

test("an execution that found more than it may raise leaves its time to the next", async () => {
  const id = await scheduledRule();
  const now = new Date("2027-02-01T12:00:00Z");
  await dueAt(id, now, new Date("2027-02-01T11:55:00Z"));
  await queueDueRules(now);
  const worker = randomUUID();
  const first = await claim(id, worker, now);
  await finish(first?.id ?? "", worker, { findings: 140, alerts: 100, left: 40 }, now);
  expect(await ruleRow(id)).toMatchObject({ coveredTo: new Date("2027-02-01T11:55:00Z"), lastRunAt: now });
  expect(await listExecutions(id)).toMatchObject([{ truncated: true, leftOver: 40, alerts: 100 }]);
  const next = new Date("2027-02-01T12:05:00Z");
  await queueDueRules(next);
  const second = await claim(id, worker, next);
  expect(second).toMatchObject({ from: new Date("2027-02-01T11:51:00Z"), to: next });
  await finish(second?.id ?? "", worker, {}, next);
  expect((await ruleRow(id)).coveredTo).toEqual(next);
});

test("a rule runs once at a time, and what a person asks for goes first", async () => {
  const id = await scheduledRule();
  const now = new Date();
  await queueDueRules(now);
  expect(await requestRun(actor, { ruleId: id }, now)).toMatchObject({ ok: true });
  expect(await requestRun(actor, { ruleId: id }, now)).toEqual({ ok: false, reason: "waiting" });
  const worker = randomUUID();
  const asked = await claim(id, worker, now);
  expect(asked).toMatchObject({ trigger: "manual", from: new Date(now.getTime() - 9 * MINUTE) });
  expect(await claim(id, randomUUID(), now)).toBeNull();
  await finish(asked?.id ?? "", worker, {}, now);
  expect(await claim(id, worker, now)).toMatchObject({ trigger: "schedule" });
});

test("cancelling ends what waits and stops what runs", async () => {
  const id = await scheduledRule();
  const now = new Date();
  await setSchedule(actor, { ruleId: id, schedule: null });
  const asked = await requestBacktest(actor, { ruleId: id, from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }, now);
  if (asked.ok) await cancelExecution(actor, asked.executionId, now);
  expect(await listExecutions(id)).toMatchObject([{ status: "cancelled", trigger: "backtest" }]);
  await requestRun(actor, { ruleId: id }, now);
  const claimed = await claim(id, randomUUID(), now);
  if (!claimed) throw new Error("nothing to run");
  const worker = (await db().execution.findUniqueOrThrow({ where: { id: claimed.id }, select: { workerId: true } })).workerId ?? "";
  const running = execute(
    claimed,
    ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    options(worker, now),
  );
  await cancelExecution(actor, claimed.id, now);
  expect(await running).toBe("cancelled");
  expect(await getExecution(claimed.id)).toMatchObject({ status: "cancelled", error: null });
});

test("a stopping worker gives its execution back and nobody is to blame", async () => {
  const id = await scheduledRule();
  const now = new Date();
  await queueDueRules(now);
  const worker = randomUUID();
  const claimed = await claim(id, worker, now);
  if (!claimed) throw new Error("nothing to run");
  const shutdown = new AbortController();
  const running = execute(
    claimed,
    ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    { ...options(worker, now), shutdown: shutdown.signal },
  );
  shutdown.abort();
  expect(await running).toBe("given-back");
  expect(await claim(id, randomUUID(), now)).toMatchObject({ id: claimed.id, attempts: 1 });
});

test("an upload's history is looked at at once, and two uploads waiting are one range", async () => {
  const id = await scheduledRule();
  const now = new Date();
  const client = await pool().connect();
  const at = (text: string) => Date.parse(text) * 1_000;
  await queueUploaded(onClient(client), [id], { from: at("2026-05-04T08:00:00Z"), to: at("2026-05-04T09:00:00Z") }, now);
  await queueUploaded(onClient(client), [id, randomUUID()], { from: at("2026-05-03T08:00:00Z"), to: at("2026-05-04T08:30:00Z") }, now);
  client.release();
  expect(await claim(id, randomUUID(), now)).toMatchObject({
    trigger: "upload",
    from: new Date("2026-05-03T08:00:00Z"),
    to: new Date("2026-05-04T09:00:00Z"),
  });
});

test("a rule runs by its schedule while it is enabled and has one; changing it is audited and can be undone", async () => {
  const id = await scheduledRule();
  expect((await ruleRow(id)).nextRunAt).not.toBeNull();
  await setRulesEnabled(actor, { ruleIds: [id], enabled: false });
  expect(await ruleRow(id)).toMatchObject({ nextRunAt: null, coveredTo: null });
  await setRulesEnabled(actor, { ruleIds: [id], enabled: true });
  expect((await ruleRow(id)).nextRunAt).not.toBeNull();
  const outcome = await setSchedule(actor, { ruleId: id, schedule: { everySeconds: 3_600, lookBackSeconds: 7_200, mostAlerts: null } });
  expect(await ruleRow(id)).toMatchObject({ everySeconds: 3_600, lookBackSeconds: 7_200, mostAlerts: null });
  if (!outcome.ok) throw new Error(outcome.reason);
  expect(await undoSchedule(actor, outcome.batchId)).toEqual({ ok: true, changed: 1, skipped: 0 });
  expect(await ruleRow(id)).toMatchObject({ everySeconds: 300, lookBackSeconds: 540, mostAlerts: 100 });
  expect(await undoSchedule(actor, outcome.batchId)).toEqual({ ok: false, reason: "nothing-to-undo" });
  const { rows } = await pool().query("SELECT action FROM audit_entry WHERE subject_id = $1 AND action = 'rule.schedule'", [id]);
  expect(rows).toHaveLength(2);
});

test("what found nothing is forgotten first, and the newest never", async () => {
  const id = await scheduledRule();
  const now = new Date("2027-03-01T00:00:00Z");
  const row = (days: number, findings: number) => ({
    ruleId: id,
    ruleVersion: 1,
    trigger: "schedule",
    status: "done",
    rangeFrom: now,
    rangeTo: now,
    findings,
    createdBy: "x",
    createdByName: "x",
    createdAt: new Date(now.getTime() - days * 24 * 60 * MINUTE),
  });
  const data = [...Array.from({ length: 50 }, () => row(1, 0)), row(3, 0), row(3, 1), row(31, 1)];
  await db().execution.createMany({ data });
  await forgetExecutions(now);
  const left = await db().execution.findMany({ where: { ruleId: id }, select: { findings: true, createdAt: true } });
  expect(left).toHaveLength(51);
  expect(left.filter(({ findings }) => findings === 1)).toHaveLength(1);
});
