import "server-only";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import type { RuleHealth } from "../types.ts";

/** How a rule has fared over the executions that are kept, in one statement. */
export async function getRuleHealth(ruleId: string): Promise<RuleHealth> {
  type Counts = Pick<RuleHealth, "ended" | "failed" | "truncated" | "late" | "resumed" | "medianMs" | "longestMs">;
  const took = Prisma.sql`EXTRACT(EPOCH FROM e.finished_at - e.started_at) * 1000`;
  const [[counts], rule] = await Promise.all([
    onPrisma(db())<Counts>(Prisma.sql`
      SELECT count(*)::int AS ended, count(*) FILTER (WHERE e.status = 'failed')::int AS failed,
        count(*) FILTER (WHERE e.truncated)::int AS truncated, count(*) FILTER (WHERE e.missed > 0)::int AS late,
        count(*) FILTER (WHERE e.attempts > 1)::int AS resumed,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY ${took}) FILTER (WHERE e.status = 'done')::float8 AS "medianMs",
        max(${took}) FILTER (WHERE e.status = 'done')::float8 AS "longestMs"
      FROM execution e WHERE e.rule_id = ${ruleId} AND e.trigger <> 'backtest' AND e.status IN ('done', 'failed')`),
    db().rule.findUnique({ where: { id: ruleId }, select: { lastRunAt: true, nextRunAt: true, coveredTo: true } }),
  ]);
  return {
    lastRanAt: rule?.lastRunAt?.toISOString() ?? null,
    nextRunAt: rule?.nextRunAt?.toISOString() ?? null,
    coveredTo: rule?.coveredTo?.toISOString() ?? null,
    ...(counts ?? { ended: 0, failed: 0, truncated: 0, late: 0, resumed: 0, medianMs: null, longestMs: null }),
  };
}
