import "server-only";
import type pg from "pg";
import type { HitPlace, PartRef } from "../types.ts";

export interface NewHitFinding extends PartRef, HitPlace {
  readonly id: string;
  readonly ruleId: string;
  readonly firstAt: number;
  /** `before`: it was complete before the rule was watched for, and raises nothing. */
  readonly status: "raised" | "before";
}

/** Remembers findings. One that was withdrawn stands again; one of an earlier plan of the rule belongs to this one. */
export async function keepFindings(client: pg.PoolClient, findings: readonly NewHitFinding[]): Promise<void> {
  if (findings.length === 0) return;
  const column = <K extends keyof NewHitFinding>(name: K) => findings.map((finding) => finding[name]);
  await client.query(
    `INSERT INTO hit_finding (id, plan_id, key, rule_id, first_at, at, "order", event_id, status)
     SELECT DISTINCT ON (f.id) f.* FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::uuid[], $9::text[])
       AS f(id, plan_id, key, rule_id, first_at, at, "order", event_id, status)
     ON CONFLICT (id) DO UPDATE SET plan_id = excluded.plan_id, key = excluded.key, withdrawn_at = NULL,
       status = CASE WHEN hit_finding.status = 'raised' THEN 'raised' ELSE excluded.status END`,
    [
      column("id"),
      column("planId"),
      column("key"),
      column("ruleId"),
      column("firstAt"),
      column("at"),
      column("order"),
      column("eventId"),
      column("status"),
    ],
  );
}

/** Marks findings that hits arriving later have undone. Gives those that had been raised. */
export async function withdrawHitFindings(client: pg.PoolClient, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<{ id: string; status: string }>(
    "UPDATE hit_finding SET withdrawn_at = now() WHERE id = ANY($1::uuid[]) AND withdrawn_at IS NULL RETURNING id, status",
    [ids],
  );
  return rows.flatMap(({ id, status }) => (status === "raised" ? [id] : []));
}
