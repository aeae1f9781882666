import "server-only";
import { pool } from "#lib/db/client";

/** Where the event of a hit is, and whether exceptions silence it. */
export interface JudgedHit {
  readonly key: string;
  readonly at: number;
  readonly eventId: string;
  readonly scan: number;
  readonly hostId: number;
  readonly isSilenced: boolean;
}

/** Hits of a plan in the order of their primary key, from just behind `after`. */
export async function listHitEvents(planId: number, after: JudgedHit | null, limit: number): Promise<readonly JudgedHit[]> {
  const { rows } = await pool().query<{ key: string; at: string; event_id: string; scan: number; host_id: number; silenced: boolean }>(
    `SELECT key, at, event_id, scan, host_id, silenced_by IS NOT NULL AS silenced FROM hit
     WHERE plan_id = $1 AND ($2::bigint IS NULL OR (key, at, event_id, scan, host_id) > ($2::bigint, $3::bigint, $4::uuid, $5::int, $6::int))
     ORDER BY key, at, event_id, scan, host_id LIMIT $7`,
    [planId, after?.key ?? null, after?.at ?? null, after?.eventId ?? null, after?.scan ?? null, after?.hostId ?? null, limit],
  );
  return rows.map(({ key, at, event_id, scan, host_id, silenced }) => ({
    key,
    at: Number(at),
    eventId: event_id,
    scan,
    hostId: host_id,
    isSilenced: silenced,
  }));
}
