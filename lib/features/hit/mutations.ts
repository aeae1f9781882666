import "server-only";
import type pg from "pg";
import { copyRows } from "#lib/db/copy";
import { LOCK } from "#lib/db/lock-number";
import { storableJson } from "#lib/db/text";
import type { PartRef, StoredHit } from "./types.ts";

const COLUMNS = ["plan_id", "key", "at", "event_id", "host_id", "scan", "is_filled", "order", "values", "silenced_by"] as const;

/** Stores hits of events that are new to the store: none of them can be there. On the caller's connection, in its transaction. */
export async function insertHits(client: pg.PoolClient, hits: readonly StoredHit[]): Promise<void> {
  if (hits.length > 0) await copyRows(client, "hit", COLUMNS, cellsOf(hits));
}

function* cellsOf(hits: readonly StoredHit[]) {
  for (const hit of hits) {
    const silencedBy = hit.silencedBy.length > 0 ? `{${hit.silencedBy.join(",")}}` : null;
    const isFilled = hit.isFilled ? "t" : "f";
    const { planId, key, at, eventId, hostId, scan, order } = hit;
    yield [planId, key, at, eventId, hostId, scan, isFilled, order, storableJson(hit.values), silencedBy];
  }
}

/** Stores hits of events that were in the store before: those that are there stay as they are. */
export async function addHits(client: pg.PoolClient, hits: readonly StoredHit[]): Promise<void> {
  if (hits.length === 0) return;
  const rows = hits.map((hit) => ({
    plan_id: hit.planId,
    key: hit.key,
    at: hit.at,
    event_id: hit.eventId,
    host_id: hit.hostId,
    scan: hit.scan,
    is_filled: hit.isFilled,
    order: hit.order,
    values: hit.values,
    silenced_by: hit.silencedBy.length > 0 ? hit.silencedBy : null,
  }));
  await client.query(
    `INSERT INTO hit (plan_id, key, at, event_id, host_id, scan, is_filled, "order", "values", silenced_by)
     SELECT plan_id, key, at, event_id, host_id, scan, is_filled, "order", "values", silenced_by
     FROM jsonb_to_recordset($1::jsonb) AS h(plan_id int, key bigint, at bigint, event_id uuid, host_id int, scan smallint,
       is_filled boolean, "order" bigint, "values" jsonb, silenced_by uuid[])
     ON CONFLICT DO NOTHING`,
    [storableJson(rows)],
  );
}

/** Parts of one bucket wait for each other: fewer locks than parts, so that a wide batch fits the lock table. */
const BUCKETS = 1_024;

/**
 * Holds parts to the end of the transaction. Taken after a transaction wrote its hits and before it reads: of two that touch the
 * same part, the second then sees what the first has committed.
 */
export async function lockParts(client: pg.PoolClient, parts: readonly PartRef[]): Promise<void> {
  const buckets = [...new Set(parts.map(({ planId, key }) => bucketOf(planId, key)))].sort((a, b) => a - b);
  if (buckets.length === 0) return;
  await client.query("SELECT pg_advisory_xact_lock($1::int, bucket) IS NULL FROM unnest($2::int[]) AS bucket", [LOCK.hitParts, buckets]);
}

function bucketOf(planId: number, key: string): number {
  return Number(BigInt.asUintN(64, BigInt(key) + BigInt(planId) * 7_919n) % BigInt(BUCKETS));
}
