import "server-only";
import { pool } from "#lib/db/client";
import type { HitState } from "../types.ts";
import type { FillingPlan } from "./mutations.ts";

/** Days that hits are kept after they were stored, and that rules look back for when they are new; a rule with a longer reach keeps them as long as it reaches. */
export const HIT_DAYS = 30;

/** Plans that have missed events. */
export async function listFilling(): Promise<readonly FillingPlan[]> {
  return (await pool().query<FillingPlan>("SELECT id, misses FROM hit_plan WHERE status = 'filling' ORDER BY id")).rows;
}

export interface Stretch {
  readonly from: Date;
  readonly to: Date;
}

const DAY_MS = 86_400_000;

/** Where the events of the last weeks' ingests lie in time, newest first: stretches without overlap. */
export async function listStretches(now: Date): Promise<readonly Stretch[]> {
  const { rows } = await pool().query<{ first: Date; last: Date }>(
    `SELECT first_event_at AS first, last_event_at AS last FROM ingest
     WHERE first_event_at IS NOT NULL AND last_event_at IS NOT NULL AND coalesce(finished_at, now()) >= $1 ORDER BY first_event_at`,
    [new Date(now.getTime() - HIT_DAYS * DAY_MS).toISOString()],
  );
  const stretches: { from: Date; to: Date }[] = [];
  for (const { first, last } of rows) {
    const before = stretches.at(-1);
    // Columns have microseconds, dates milliseconds.
    const to = new Date(last.getTime() + 1);
    if (before && first.getTime() <= before.to.getTime() + DAY_MS) before.to = new Date(Math.max(before.to.getTime(), to.getTime()));
    else stretches.push({ from: first, to });
  }
  return stretches.reverse();
}

export async function getHitState(ruleId: string): Promise<HitState | null> {
  const { rows } = await pool().query<{
    status: "filling" | "live";
    filled: string;
    to_fill: string | null;
    notice: string | null;
    pending: string;
  }>(
    `SELECT p.status, p.filled, p.to_fill, p.notice,
       (SELECT count(*) FROM (SELECT 1 FROM hit_pending w WHERE w.plan_id = p.id LIMIT 10000) waiting) AS pending
     FROM hit_plan p WHERE p.rule_id = $1 AND p.status <> 'retired' ORDER BY p.id DESC LIMIT 1`,
    [ruleId],
  );
  const [row] = rows;
  if (!row) return null;
  const { status, filled, to_fill, notice, pending } = row;
  return { status, filled: Number(filled), toFill: to_fill === null ? null : Number(to_fill), notice, pending: Number(pending) };
}
