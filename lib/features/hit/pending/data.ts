import "server-only";
import type pg from "pg";
import { keyColumns } from "../data.ts";
import type { PartRef } from "../types.ts";

/** A part that is to be run, and what is known of who touched it. */
export interface PendingPart extends PartRef {
  readonly first: number;
  readonly last: number;
  /** Milliseconds since 1970. */
  readonly notedAt: number;
  /** A file that brought the last of its hits is still being read. */
  readonly isBeingRead: boolean;
  /** Its last hits came with a file, which has no more to come once it is read. */
  readonly isFromFile: boolean;
}

interface PendingRow {
  readonly plan_id: number;
  readonly key: string;
  readonly from_at: string;
  readonly to_at: string;
  readonly noted_at: Date;
  readonly status: string | null;
  readonly origin: string | null;
}

const PENDING = `SELECT p.plan_id, p.key, p.from_at, p.to_at, p.noted_at, i.status, i.origin
  FROM hit_pending p LEFT JOIN ingest i ON i.id = p.ingest_id`;

/** Parts of some plans that may be looked at now, those that wait longest first. `now`: milliseconds since 1970. */
export async function listPending(
  client: pg.PoolClient,
  planIds: readonly number[],
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly PendingPart[]> {
  const { rows } = await client.query<PendingRow>(
    `${PENDING} WHERE p.plan_id = ANY($1::int[]) AND p.not_before <= $2 ORDER BY p.not_before, p.plan_id, p.key LIMIT $3`,
    [planIds, new Date(now).toISOString(), limit],
  );
  return rows.map(partOf);
}

/** What is pending of some parts, as it is now: read it once they are held. */
export async function readPending(client: pg.PoolClient, parts: readonly PartRef[]): Promise<readonly PendingPart[]> {
  if (parts.length === 0) return [];
  const { rows } = await client.query<PendingRow>(
    `${PENDING} JOIN unnest($1::int[], $2::bigint[]) AS k(plan_id, key) ON k.plan_id = p.plan_id AND k.key = p.key`,
    [...keyColumns(parts)],
  );
  return rows.map(partOf);
}

/** How many parts of some plans wait, whether they may be looked at now or not. */
export async function countPending(client: pg.PoolClient, planIds: readonly number[]): Promise<number> {
  const { rows } = await client.query<{ count: string }>("SELECT count(*) FROM hit_pending WHERE plan_id = ANY($1::int[])", [planIds]);
  return Number(rows[0]?.count ?? 0);
}

function partOf({ plan_id, key, from_at, to_at, noted_at, status, origin }: PendingRow): PendingPart {
  return {
    planId: plan_id,
    key,
    first: Number(from_at),
    last: Number(to_at),
    notedAt: noted_at.getTime(),
    isBeingRead: origin !== null && origin !== "api" && (status === "queued" || status === "running"),
    isFromFile: origin !== null && origin !== "api",
  };
}
