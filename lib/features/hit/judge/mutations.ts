import "server-only";
import type pg from "pg";
import { pool } from "#lib/db/client";
import type { JudgedHit } from "./data.ts";

/** Whether the hits of a plan were judged by other exceptions than these. `isDone`: they have been judged by them now. */
export async function noteJudged(planId: number, hash: string | null, isDone: boolean): Promise<boolean> {
  const statement = isDone
    ? "UPDATE hit_plan SET judged_by = $2 WHERE id = $1 AND judged_by IS DISTINCT FROM $2"
    : "SELECT 1 FROM hit_plan WHERE id = $1 AND judged_by IS DISTINCT FROM $2";
  return ((await pool().query(statement, [planId, hash])).rowCount ?? 0) > 0;
}

/** Writes which exceptions silence some hits. */
export async function writeJudged(
  client: pg.PoolClient,
  planId: number,
  hits: readonly (JudgedHit & { readonly silencedBy: readonly string[] })[],
): Promise<void> {
  if (hits.length === 0) return;
  const rows = hits.map(({ key, at, eventId, scan, hostId, silencedBy }) => ({
    key,
    at,
    event_id: eventId,
    scan,
    host_id: hostId,
    silenced_by: silencedBy.length > 0 ? silencedBy : null,
  }));
  await client.query(
    `UPDATE hit h SET silenced_by = r.silenced_by
     FROM jsonb_to_recordset($2::jsonb) AS r(key bigint, at bigint, event_id uuid, scan smallint, host_id int, silenced_by uuid[])
     WHERE h.plan_id = $1 AND h.key = r.key AND h.at = r.at AND h.event_id = r.event_id AND h.scan = r.scan AND h.host_id = r.host_id`,
    [planId, JSON.stringify(rows)],
  );
}
