import "server-only";
import { db } from "#lib/db/client";
import type { Prisma } from "#lib/db/generated/client";
import { SHOWN_EXECUTIONS } from "./constants.ts";
import { StoredNotices, StoredSamples } from "./schema.ts";
import { EXECUTION_STATUSES, type ExecutionDetail, type ExecutionRow, TRIGGERS } from "./types.ts";

const ROW = {
  id: true,
  ruleId: true,
  ruleVersion: true,
  trigger: true,
  status: true,
  rangeFrom: true,
  rangeTo: true,
  dueAt: true,
  missed: true,
  events: true,
  hits: true,
  findings: true,
  alerts: true,
  truncated: true,
  leftOver: true,
  notices: true,
  error: true,
  done: true,
  total: true,
  attempts: true,
  createdByName: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} as const satisfies Prisma.ExecutionSelect;

/** The newest executions of a rule. */
export async function listExecutions(ruleId: string): Promise<readonly ExecutionRow[]> {
  const rows = await db().execution.findMany({
    where: { ruleId },
    select: ROW,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: SHOWN_EXECUTIONS,
  });
  return rows.map(rowOf);
}

/** One execution with the samples of a backtest, or null. */
export async function getExecution(id: string): Promise<ExecutionDetail | null> {
  const row = await db().execution.findUnique({ where: { id }, select: { ...ROW, samples: true } });
  return row && { ...rowOf(row), samples: StoredSamples.parse(row.samples) };
}

function rowOf(row: Prisma.ExecutionGetPayload<{ select: typeof ROW }>): ExecutionRow {
  return {
    id: row.id,
    ruleId: row.ruleId,
    ruleVersion: row.ruleVersion,
    trigger: TRIGGERS.find((each) => each === row.trigger) ?? "manual",
    status: EXECUTION_STATUSES.find((each) => each === row.status) ?? "failed",
    from: row.rangeFrom.toISOString(),
    to: row.rangeTo.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    missed: row.missed,
    events: Number(row.events),
    hits: Number(row.hits),
    findings: row.findings,
    alerts: row.alerts,
    truncated: row.truncated,
    leftOver: row.leftOver,
    notices: StoredNotices.parse(row.notices),
    error: row.error,
    done: Number(row.done),
    total: row.total === null ? null : Number(row.total),
    attempts: row.attempts,
    createdBy: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
