import "server-only";
import type pg from "pg";
import { pool } from "#lib/db/client";
import { inClientTransaction } from "#lib/db/client-transaction";
import { LOCK } from "#lib/db/lock-number";

export interface WatchedPlan {
  readonly ruleId: string;
  /** A UUID made of the printed plan. */
  readonly hash: string;
  /** The exceptions that its hits are judged by from now on, as a hash; null: none. */
  readonly judgedBy: string | null;
}

/** Its hits were judged by different exceptions. */
const MIXED = "mixed";

export interface FillingPlan {
  readonly id: number;
  readonly misses: number;
}

/**
 * Says which plans the rules of a detection revision have, and gives the id of each. A plan that is new, or that a revision
 * before or meanwhile was without, has missed events: its status is `filling` until a worker has read them for it. Plans that no
 * rule has are retired.
 */
export async function watchPlans(revision: bigint, plans: readonly WatchedPlan[]): Promise<readonly number[]> {
  return inClientTransaction(async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK.plans]);
    const { rows } = await client.query<{ id: number }>(
      `WITH wanted AS (SELECT * FROM unnest($1::text[], $2::uuid[], $4::text[]) WITH ORDINALITY AS w(rule_id, hash, judged_by, nth)),
       kept AS (
         INSERT INTO hit_plan (rule_id, hash, revision, judged_by) SELECT rule_id, hash, $3, judged_by FROM wanted
         ON CONFLICT (rule_id, hash) DO UPDATE SET revision = greatest(hit_plan.revision, excluded.revision), retired_at = NULL,
           status = CASE WHEN hit_plan.status = 'retired' THEN 'filling' ELSE hit_plan.status END,
           judged_by = CASE WHEN hit_plan.judged_by IS NOT DISTINCT FROM excluded.judged_by THEN excluded.judged_by ELSE '${MIXED}' END,
           misses = hit_plan.misses + (hit_plan.status = 'retired')::int,
           to_fill = CASE WHEN hit_plan.status = 'retired' THEN NULL ELSE hit_plan.to_fill END
         RETURNING id, rule_id, hash)
       SELECT kept.id FROM wanted JOIN kept USING (rule_id, hash) ORDER BY wanted.nth`,
      [plans.map(({ ruleId }) => ruleId), plans.map(({ hash }) => hash), revision, plans.map(({ judgedBy }) => judgedBy)],
    );
    const ids = rows.map(({ id }) => id);
    // A newer revision has it: events that came under this one are missing and must be read for it.
    await client.query(
      "UPDATE hit_plan SET status = 'filling', misses = misses + 1, to_fill = NULL WHERE id <> ALL($1::int[]) AND status <> 'retired' AND revision > $2",
      [ids, revision],
    );
    await client.query(
      "UPDATE hit_plan SET status = 'retired', retired_at = now() WHERE id <> ALL($1::int[]) AND status <> 'retired' AND revision <= $2",
      [ids, revision],
    );
    return ids;
  });
}

/** Says how far reading stored events for some plans is. */
export async function notePlanFill(
  planIds: readonly number[],
  { filled, toFill }: { readonly filled: number; readonly toFill: number },
): Promise<void> {
  await pool().query("UPDATE hit_plan SET filled = $2, to_fill = $3 WHERE id = ANY($1::int[])", [planIds, filled, toFill]);
}

/** Everything stored has been read for some plans: what it touched may be run. Those that missed events again meanwhile stay as they are. */
export async function finishFill(plans: readonly FillingPlan[]): Promise<void> {
  await pool().query(
    `WITH done AS (
       UPDATE hit_plan p SET status = 'live', live_at = now() FROM unnest($1::int[], $2::int[]) AS k(id, misses)
       WHERE p.id = k.id AND p.misses = k.misses AND p.status = 'filling' RETURNING p.id)
     UPDATE hit_pending w SET not_before = now() FROM done WHERE w.plan_id = done.id AND w.not_before > now()`,
    [plans.map(({ id }) => id), plans.map(({ misses }) => misses)],
  );
}

/** Says a limit that a plan met, for its rule's page. */
export async function notePlanLimit(client: pg.PoolClient, planIds: readonly number[], notice: string): Promise<void> {
  if (planIds.length === 0) return;
  await client.query("UPDATE hit_plan SET notice = $2 WHERE id = ANY($1::int[]) AND notice IS DISTINCT FROM $2", [planIds, notice]);
}
