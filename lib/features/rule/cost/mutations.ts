import "server-only";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";

export interface MeasuredCost {
  readonly ruleId: string;
  readonly nanoseconds: number;
  readonly asked: number;
}

/** A row of rules is wide: what moved by less than a tenth is written again after this only. */
const STALE_MS = 60 * 60 * 1_000;

/** Keeps what rules cost; answers how many rows were written. Neither a version nor a change anybody has to hear of. */
export async function keepRuleCosts(costs: readonly MeasuredCost[], now: Date): Promise<number> {
  if (costs.length === 0) return 0;
  const stale = new Date(now.getTime() - STALE_MS).toISOString();
  const rows = costs.map(({ ruleId, nanoseconds, asked }) => ({ id: ruleId, nanoseconds, asked }));
  const written = await onPrisma(db())<{ readonly id: string }>(Prisma.sql`
    UPDATE rule r SET cost_nanoseconds = c.nanoseconds, cost_asked = c.asked, cost_at = ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS c(id text, nanoseconds float8, asked float8)
    WHERE r.id = c.id AND (r.cost_at IS NULL OR r.cost_at < ${stale}::timestamptz
      OR abs(c.nanoseconds - r.cost_nanoseconds) > 0.1 * greatest(c.nanoseconds, r.cost_nanoseconds))
    RETURNING r.id`);
  return written.length;
}
