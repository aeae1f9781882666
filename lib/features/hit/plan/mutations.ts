import "server-only";
import { pool } from "#lib/db/client";

export interface WatchedPlan {
  readonly ruleId: string;
  /** A UUID made of the printed plan. */
  readonly hash: string;
}

const PLANS_LOCK = 720_423;

/**
 * Says which plans the rules of a detection revision have, and gives the id of each. A plan that is new, or that a revision
 * before or meanwhile was without, has missed events: its status is `filling` until a worker has read them for it. Plans that no
 * rule has are retired.
 */
export async function watchPlans(revision: bigint, plans: readonly WatchedPlan[]): Promise<readonly number[]> {
  const client = await pool().connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [PLANS_LOCK]);
    const { rows } = await client.query<{ id: number }>(
      `WITH wanted AS (SELECT * FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS w(rule_id, hash, nth)),
       kept AS (
         INSERT INTO hit_plan (rule_id, hash, revision) SELECT rule_id, hash, $3 FROM wanted
         ON CONFLICT (rule_id, hash) DO UPDATE SET revision = greatest(hit_plan.revision, excluded.revision), retired_at = NULL,
           status = CASE WHEN hit_plan.status = 'retired' THEN 'filling' ELSE hit_plan.status END,
           to_fill = CASE WHEN hit_plan.status = 'retired' THEN NULL ELSE hit_plan.to_fill END
         RETURNING id, rule_id, hash)
       SELECT kept.id FROM wanted JOIN kept USING (rule_id, hash) ORDER BY wanted.nth`,
      [plans.map(({ ruleId }) => ruleId), plans.map(({ hash }) => hash), revision],
    );
    const ids = rows.map(({ id }) => id);
    // A newer revision has it: events that came under this one are missing and must be read for it.
    await client.query(
      "UPDATE hit_plan SET status = 'filling', to_fill = NULL WHERE id <> ALL($1::int[]) AND status <> 'retired' AND revision > $2",
      [ids, revision],
    );
    await client.query(
      "UPDATE hit_plan SET status = 'retired', retired_at = now() WHERE id <> ALL($1::int[]) AND status <> 'retired' AND revision <= $2",
      [ids, revision],
    );
    await client.query("COMMIT");
    return ids;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}
