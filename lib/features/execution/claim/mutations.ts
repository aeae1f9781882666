import "server-only";
import { dueRun } from "#core/schedule/due";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import { LOST_AFTER_MS, MOST_ATTEMPTS } from "../constants.ts";
import { TRIGGERS, type Trigger } from "../types.ts";

/** An execution this worker has taken into work. */
export interface ClaimedExecution {
  readonly id: string;
  readonly ruleId: string;
  readonly trigger: Trigger;
  readonly from: Date;
  readonly to: Date;
  readonly missed: number;
  /** More than one: a worker died over it. */
  readonly attempts: number;
}

interface Candidate extends Omit<ClaimedExecution, "trigger"> {
  readonly trigger: string;
  readonly dueAt: Date | null;
  readonly everySeconds: number | null;
  readonly lookBackSeconds: number | null;
  readonly coveredTo: Date | null;
}

/** Somebody else runs the rule already: the unique index of running executions says so. */
const isTaken = (error: unknown): boolean => error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";

/**
 * Takes the next execution into work, or null: what people asked for comes first, then the oldest. A rule that raises alerts runs
 * once at a time. What the schedule wants is looked at up to now, from where the last execution ended. `backtests`: those, or all else.
 */
export async function claimExecution(
  workerId: string,
  now: Date,
  { backtests }: { readonly backtests: boolean },
): Promise<ClaimedExecution | null> {
  try {
    return await db().$transaction(async (tx) => {
      const query = onPrisma(tx);
      const [found] = await query<Candidate>(Prisma.sql`
        SELECT e.id::text AS id, e.rule_id AS "ruleId", e.trigger, e.range_from AS "from", e.range_to AS "to", e.missed, e.attempts,
               e.due_at AS "dueAt", r.every_seconds AS "everySeconds", r.look_back_seconds AS "lookBackSeconds", r.covered_to AS "coveredTo"
        FROM execution e JOIN rule r ON r.id = e.rule_id
        WHERE e.status = 'queued' AND (e.trigger = 'backtest') = ${backtests} AND (e.trigger = 'backtest' OR NOT EXISTS (
          SELECT 1 FROM execution o WHERE o.rule_id = e.rule_id AND o.status = 'running' AND o.trigger <> 'backtest'))
        ORDER BY e.trigger <> 'manual', e.created_at, e.id LIMIT 1 FOR UPDATE OF e SKIP LOCKED`);
      if (!found) return null;
      const trigger = TRIGGERS.find((each) => each === found.trigger) ?? "manual";
      const { from, to, missed } = rangeOf(found, trigger, now);
      const attempts = found.attempts + 1;
      await tx.execution.update({
        where: { id: found.id },
        data: {
          status: "running",
          workerId,
          beatAt: now,
          attempts,
          startedAt: now,
          rangeFrom: from,
          rangeTo: to,
          missed,
          done: 0n,
          total: null,
          error: null,
        },
        select: { id: true },
      });
      return { id: found.id, ruleId: found.ruleId, trigger, from, to, missed, attempts };
    });
  } catch (error) {
    if (isTaken(error)) return null;
    throw error;
  }
}

/** Uploads and backtests say their range; what runs by schedule, or at once in its place, looks back from now. */
function rangeOf(found: Candidate, trigger: Trigger, now: Date): { readonly from: Date; readonly to: Date; readonly missed: number } {
  const { everySeconds, lookBackSeconds, coveredTo, dueAt } = found;
  if (trigger === "upload" || trigger === "backtest" || everySeconds === null) return found;
  const timing = { every: everySeconds * 1_000, lookBack: (lookBackSeconds ?? everySeconds) * 1_000 };
  const run = dueRun(timing, dueAt?.getTime() ?? null, coveredTo?.getTime() ?? null, now.getTime());
  return { from: new Date(run.from), to: new Date(run.to), missed: run.missed };
}

export type Beat = "go-on" | "cancelled" | "lost";

/** Says that this worker is alive and how far it is. `lost`: it was taken for dead, and the execution is somebody else's now. */
export async function beatExecution(
  id: string,
  workerId: string,
  progress: { readonly done: number; readonly total: number | null },
  now: Date,
): Promise<Beat> {
  const [row] = await onPrisma(db())<{ readonly cancelRequested: boolean }>(Prisma.sql`
    UPDATE execution SET beat_at = ${now}::timestamptz, done = ${Math.round(progress.done)}::bigint,
      total = ${progress.total === null ? null : Math.round(progress.total)}::bigint
    WHERE id = ${id}::uuid AND worker_id = ${workerId}::uuid AND status = 'running' RETURNING cancel_requested AS "cancelRequested"`);
  if (!row) return "lost";
  return row.cancelRequested ? "cancelled" : "go-on";
}

/**
 * Puts executions whose worker is gone back into the queue. One that has taken too many workers with it is given up, and one whose
 * successor already waits ends: the successor looks at its time too. Answers how many there were.
 */
export async function takeUpLost(now: Date): Promise<number> {
  const lost = new Date(now.getTime() - LOST_AFTER_MS);
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE execution w SET range_from = least(w.range_from, l.range_from), range_to = greatest(w.range_to, l.range_to)
      FROM execution l WHERE l.status = 'running' AND l.beat_at < ${lost}::timestamptz AND l.trigger = 'upload'
        AND w.rule_id = l.rule_id AND w.trigger = 'upload' AND w.status = 'queued'`;
    return tx.$executeRaw`
    UPDATE execution e SET worker_id = NULL, beat_at = NULL,
      status = CASE WHEN e.attempts >= ${MOST_ATTEMPTS} OR waits.id IS NOT NULL THEN 'failed' ELSE 'queued' END,
      finished_at = CASE WHEN e.attempts >= ${MOST_ATTEMPTS} OR waits.id IS NOT NULL THEN ${now}::timestamptz END,
      error = CASE WHEN e.attempts >= ${MOST_ATTEMPTS} THEN 'given up: ' || e.attempts || ' workers ended in the middle of it'
                   WHEN waits.id IS NOT NULL THEN 'the worker ended in the middle of it; the execution after it covers its time' END
    FROM execution l LEFT JOIN LATERAL (
      SELECT w.id FROM execution w WHERE w.rule_id = l.rule_id AND w.trigger = l.trigger AND w.status = 'queued'
        AND l.trigger IN ('schedule', 'upload') LIMIT 1) waits ON true
    WHERE e.id = l.id AND l.status = 'running' AND l.beat_at < ${lost}::timestamptz`;
  });
}

/** Gives an execution back because the worker stops: that is nothing it could be blamed for. */
export async function giveBackExecution(id: string, workerId: string): Promise<void> {
  // What waits behind an upload's execution takes its time over.
  await db().$executeRaw`
    UPDATE execution w SET range_from = least(w.range_from, l.range_from), range_to = greatest(w.range_to, l.range_to)
    FROM execution l WHERE l.id = ${id}::uuid AND l.worker_id = ${workerId}::uuid AND l.status = 'running' AND l.trigger = 'upload'
      AND w.rule_id = l.rule_id AND w.trigger = 'upload' AND w.status = 'queued'`;
  await db().$executeRaw`
    UPDATE execution e SET worker_id = NULL, beat_at = NULL, attempts = greatest(0, e.attempts - 1),
      status = CASE WHEN waits.id IS NULL THEN 'queued' ELSE 'cancelled' END,
      finished_at = CASE WHEN waits.id IS NULL THEN NULL ELSE now() END,
      error = CASE WHEN waits.id IS NULL THEN NULL ELSE 'the worker was stopped; the execution after it covers its time' END
    FROM execution l LEFT JOIN LATERAL (
      SELECT w.id FROM execution w WHERE w.rule_id = l.rule_id AND w.trigger = l.trigger AND w.status = 'queued'
        AND l.trigger IN ('schedule', 'upload') LIMIT 1) waits ON true
    WHERE e.id = l.id AND l.id = ${id}::uuid AND l.worker_id = ${workerId}::uuid AND l.status = 'running'`;
}
