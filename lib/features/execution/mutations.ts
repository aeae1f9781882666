import "server-only";
import { randomUUID } from "node:crypto";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import type { Query } from "#lib/db/query";
import { storable, storableJson } from "#lib/db/text";
import { inTransaction } from "#lib/db/transaction";
import { AppError } from "#lib/errors";
import type { Actor } from "../account/types.ts";
import { KEPT_EACH, KEPT_EMPTY_MS, KEPT_MS } from "./constants.ts";
import type { Backtest, RunRule } from "./schema.ts";
import type { BacktestSample, RequestOutcome } from "./types.ts";

/** What an execution did. */
export interface ExecutionOutcome {
  readonly events: number;
  readonly hits: number;
  readonly findings: number;
  readonly alerts: number;
  /** Findings that wait for the next execution; null: unknown how many, but more than none. */
  readonly left: number | null;
  readonly notices: readonly string[];
  readonly samples?: readonly BacktestSample[];
}

/** The execution is not this worker's any more: what it did must not be committed. */
export class ExecutionLost extends Error {
  override readonly name = "ExecutionLost";
}

/**
 * Ends an execution well, on the caller's connection and in the transaction that raises its alerts: they are there together or not at
 * all. Throws `ExecutionLost` when another worker has it by now. What was cut short is looked at again by the next execution.
 */
export async function finishExecution(query: Query, id: string, workerId: string, outcome: ExecutionOutcome, now: Date): Promise<void> {
  const truncated = outcome.left !== 0;
  const [row] = await query<{ readonly ruleId: string; readonly trigger: string; readonly to: string }>(Prisma.sql`
    UPDATE execution SET status = 'done', finished_at = ${now.toISOString()}::timestamptz, worker_id = NULL, error = NULL,
      events = ${outcome.events}::bigint, hits = ${outcome.hits}::bigint, findings = ${outcome.findings}::int, alerts = ${outcome.alerts}::int,
      truncated = ${truncated}::boolean, left_over = ${outcome.left ?? 0}::int, notices = ${storableJson(outcome.notices)}::jsonb,
      samples = ${storableJson(outcome.samples ?? [])}::jsonb, done = coalesce(total, done)
    WHERE id = ${id}::uuid AND worker_id = ${workerId}::uuid AND status = 'running'
    RETURNING rule_id AS "ruleId", trigger, range_to::text AS "to"`);
  if (!row) throw new ExecutionLost(`execution ${id}`);
  if (row.trigger === "backtest") return;
  const covers = !truncated && row.trigger !== "upload";
  await query(Prisma.sql`
    UPDATE rule SET last_run_at = ${now.toISOString()}::timestamptz,
      covered_to = CASE WHEN ${covers}::boolean THEN greatest(covered_to, ${row.to}::timestamptz) ELSE covered_to END
    WHERE id = ${row.ruleId}`);
}

/** Ends an execution that could not be carried through, if it is still this worker's. */
export async function endExecution(
  id: string,
  workerId: string,
  end: { readonly status: "failed" | "cancelled"; readonly error: string | null; readonly notices?: readonly string[] },
  now: Date,
): Promise<void> {
  const [row] = await db().execution.updateManyAndReturn({
    where: { id, workerId, status: "running" },
    data: {
      status: end.status,
      error: end.error && storable(end.error).slice(0, 4_000),
      finishedAt: now,
      workerId: null,
      ...(end.notices && { notices: JSON.parse(storableJson(end.notices)) }),
    },
    select: { ruleId: true, trigger: true },
  });
  if (row && row.trigger !== "backtest") await db().rule.updateMany({ where: { id: row.ruleId }, data: { lastRunAt: now } });
}

/** Asks for an execution at once, over what the schedule would look at now. */
export async function requestRun(actor: Actor, { ruleId }: RunRule, now: Date): Promise<RequestOutcome> {
  return request(actor, ruleId, now, "manual", ({ everySeconds, lookBackSeconds }) => ({
    rangeFrom: new Date(now.getTime() - (lookBackSeconds ?? everySeconds ?? 0) * 1_000),
    rangeTo: now,
  }));
}

/** Asks what a rule would have found in a stretch of the store; nothing is raised. */
export async function requestBacktest(actor: Actor, { ruleId, from, to }: Backtest, now: Date): Promise<RequestOutcome> {
  return request(actor, ruleId, now, "backtest", () => ({ rangeFrom: new Date(from), rangeTo: new Date(to) }));
}

async function request(
  actor: Actor,
  ruleId: string,
  now: Date,
  trigger: "manual" | "backtest",
  range: (rule: { readonly everySeconds: number | null; readonly lookBackSeconds: number | null }) => {
    readonly rangeFrom: Date;
    readonly rangeTo: Date;
  },
): Promise<RequestOutcome> {
  return inTransaction(actor, async (tx, audit): Promise<RequestOutcome> => {
    const rule = await tx.rule.findUnique({
      where: { id: ruleId },
      select: { version: true, refused: true, canRun: true, everySeconds: true, lookBackSeconds: true },
    });
    if (!rule) throw new AppError("not-found", "no such rule");
    if (rule.refused) return { ok: false, reason: "refused" };
    if (trigger === "manual" && !rule.canRun) return { ok: false, reason: "streams" };
    // Of two people who press the button, the second is told that it waits already.
    await tx.$queryRaw`SELECT id FROM rule WHERE id = ${ruleId} FOR UPDATE`;
    const waiting = await tx.execution.count({ where: { ruleId, trigger, status: "queued" } });
    if (waiting > 0) return { ok: false, reason: "waiting" };
    const id = randomUUID();
    const data = {
      id,
      ruleId,
      ruleVersion: rule.version,
      trigger,
      ...range(rule),
      createdBy: actor.id,
      createdByName: actor.name,
      createdAt: now,
    };
    await tx.execution.create({ data, select: { id: true } });
    const { rangeFrom, rangeTo } = data;
    audit(
      trigger === "manual" ? "rule.run" : "rule.backtest",
      { type: "rule", id: ruleId },
      { after: { execution: id, from: rangeFrom, to: rangeTo } },
    );
    return { ok: true, executionId: id };
  });
}

/** Ends an execution that waits, and asks the worker to stop one that runs: what it has not committed is not there. */
export async function cancelExecution(actor: Actor, id: string, now: Date): Promise<void> {
  await inTransaction(actor, async (tx, audit) => {
    const waiting = await tx.execution.updateMany({ where: { id, status: "queued" }, data: { status: "cancelled", finishedAt: now } });
    const running = await tx.execution.updateMany({ where: { id, status: "running" }, data: { cancelRequested: true } });
    if (waiting.count + running.count === 0) return;
    const row = await tx.execution.findUnique({ where: { id }, select: { ruleId: true } });
    if (row) audit("rule.cancel-execution", { type: "rule", id: row.ruleId }, { after: { execution: id } });
  });
}

/** Removes executions nobody needs any more; answers how many. */
export async function forgetExecutions(now: Date): Promise<number> {
  const [old, empty] = [new Date(now.getTime() - KEPT_MS), new Date(now.getTime() - KEPT_EMPTY_MS)];
  return db().$executeRaw`
    DELETE FROM execution e USING (
      SELECT id, row_number() OVER (PARTITION BY rule_id ORDER BY created_at DESC, id DESC) AS place FROM execution
    ) p
    WHERE p.id = e.id AND e.status NOT IN ('queued', 'running') AND p.place > 50
      AND (e.created_at < ${old}::timestamptz OR p.place > ${KEPT_EACH}
           OR (e.created_at < ${empty}::timestamptz AND e.status = 'done' AND e.findings = 0 AND NOT e.truncated AND e.missed = 0))`;
}
