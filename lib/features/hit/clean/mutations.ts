import "server-only";
import { pool } from "#lib/db/client";
import { HIT_DAYS } from "../plan/data.ts";

/** Rows of one statement: none holds locks for long. */
const AT_ONCE = 20_000;
/** A batch that began before its plan was retired has ended long before this. */
const RETIRED_MINUTES = 10;

/** Removes what nobody asks for any more: hits and waiting parts of retired plans, and findings of rules that are gone. Gives how many rows. */
export async function removeRetired(): Promise<number> {
  const retired = `SELECT id FROM hit_plan WHERE status = 'retired' AND retired_at < now() - interval '${RETIRED_MINUTES} minutes'`;
  let removed = 0;
  for (const table of ["hit", "hit_pending"]) {
    removed += await repeat(
      `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE plan_id IN (${retired}) LIMIT ${AT_ONCE}))`,
    );
  }
  removed += await repeat(
    `DELETE FROM hit_finding WHERE ctid = ANY(ARRAY(
       SELECT f.ctid FROM hit_finding f WHERE NOT EXISTS (SELECT 1 FROM rule r WHERE r.id = f.rule_id) LIMIT ${AT_ONCE}))`,
  );
  return removed;
}

/** A plan and how long, in microseconds, its hits can be part of something. */
export interface PlanReach {
  readonly planId: number;
  readonly reach: number;
}

const DAY_MICROS = 86_400_000_000;

/** Removes hits that came so long ago that nothing is looked for with them any more; hits of a plan without end stay. Gives how many. */
export async function removeOld(plans: readonly PlanReach[]): Promise<number> {
  let removed = 0;
  for (const { planId, reach } of plans) {
    if (!Number.isFinite(reach)) continue;
    const days = Math.max(HIT_DAYS, Math.ceil(reach / DAY_MICROS) + 1);
    removed += await repeat(
      `DELETE FROM hit WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM hit WHERE stored_on < CURRENT_DATE - ${days} AND plan_id = ${planId} LIMIT ${AT_ONCE}))`,
    );
  }
  return removed;
}

/**
 * Of a sample that is found once for each value, no more hits of a question can ever matter than it has branches: the first ones,
 * silenced and unsilenced ones apart. Gives how many were removed.
 */
export async function removeSurplus(planId: number, branches: number): Promise<number> {
  return repeat(
    `DELETE FROM hit WHERE ctid = ANY(ARRAY(
       SELECT place FROM (
         SELECT ctid AS place, row_number() OVER (PARTITION BY key, scan, silenced_by IS NULL ORDER BY at, "order", event_id) AS nth
         FROM hit WHERE plan_id = ${planId}) ranked
       WHERE nth > ${branches} LIMIT ${AT_ONCE}))`,
  );
}

/**
 * Of values that are looked for as new (novel), the first and the last hit of each day say all that those between them do, as long as a
 * value is new again only after more than a day. Gives how many were removed.
 */
export async function removeRepeated(planId: number): Promise<number> {
  return repeat(
    `DELETE FROM hit WHERE ctid = ANY(ARRAY(
       SELECT place FROM (
         SELECT ctid AS place, row_number() OVER (day ORDER BY at, "order", event_id) AS nth,
                row_number() OVER (day ORDER BY at DESC, "order" DESC, event_id DESC) AS nth_last
         FROM hit WHERE plan_id = ${planId} WINDOW day AS (PARTITION BY key, at / ${DAY_MICROS})) ranked
       WHERE nth > 1 AND nth_last > 1 LIMIT ${AT_ONCE}))`,
  );
}

async function repeat(statement: string): Promise<number> {
  let removed = 0;
  for (;;) {
    const { rowCount } = await pool().query(statement);
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < AT_ONCE) return removed;
  }
}
