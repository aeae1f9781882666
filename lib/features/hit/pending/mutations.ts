import "server-only";
import type pg from "pg";
import { keyColumns } from "../data.ts";
import type { HitSpan, PartRef } from "../types.ts";

export interface NotedSpan extends HitSpan {
  /** Milliseconds since 1970: not looked at again before. */
  readonly notBefore: number;
}

/** Notes parts whose hits of a span are still to be looked at. Spans of one part become one that covers them. */
export async function notePending(client: pg.PoolClient, spans: readonly NotedSpan[], ingestId: string | null): Promise<void> {
  if (spans.length === 0) return;
  await client.query(
    `INSERT INTO hit_pending (plan_id, key, from_at, to_at, not_before, ingest_id)
     SELECT k.plan_id, k.key, min(k.from_at), max(k.to_at), min(k.not_before), $6::uuid
     FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[]) AS k(plan_id, key, from_at, to_at, not_before)
     GROUP BY 1, 2 ORDER BY 1, 2
     ON CONFLICT (plan_id, key) DO UPDATE SET from_at = least(hit_pending.from_at, excluded.from_at),
       to_at = greatest(hit_pending.to_at, excluded.to_at), noted_at = now(),
       ingest_id = coalesce(excluded.ingest_id, hit_pending.ingest_id), not_before = least(hit_pending.not_before, excluded.not_before)`,
    [
      ...keyColumns(spans),
      spans.map(({ from }) => from),
      spans.map(({ to }) => to),
      spans.map(({ notBefore }) => new Date(notBefore).toISOString()),
      ingestId,
    ],
  );
}

/** Forgets parts that have been looked at. */
export async function settlePending(client: pg.PoolClient, parts: readonly PartRef[]): Promise<void> {
  if (parts.length === 0) return;
  await client.query(
    "DELETE FROM hit_pending p USING unnest($1::int[], $2::bigint[]) AS k(plan_id, key) WHERE p.plan_id = k.plan_id AND p.key = k.key",
    [...keyColumns(parts)],
  );
}

/** Leaves parts for later. */
export async function postponePending(client: pg.PoolClient, parts: readonly PartRef[], notBefore: Date): Promise<void> {
  if (parts.length === 0) return;
  await client.query(
    `UPDATE hit_pending p SET not_before = $3 FROM unnest($1::int[], $2::bigint[]) AS k(plan_id, key)
     WHERE p.plan_id = k.plan_id AND p.key = k.key`,
    [...keyColumns(parts), notBefore.toISOString()],
  );
}

/** A file has been read to its end: what its hits touched need not wait for others. */
export async function releasePending(client: pg.Pool, ingestId: string): Promise<void> {
  await client.query("UPDATE hit_pending SET not_before = now() WHERE ingest_id = $1 AND not_before > now()", [ingestId]);
}
