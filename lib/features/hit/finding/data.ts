import "server-only";
import type pg from "pg";
import { clamped, keyColumns } from "../data.ts";
import type { HitPlace, HitSpan, PartRef } from "../types.ts";

/** What a part has found and nothing has undone: the last event of each, by the ids of findings; in the order of the spans. */
export async function listStanding(client: pg.PoolClient, spans: readonly HitSpan[]): Promise<readonly ReadonlyMap<string, string>[]> {
  const found = spans.map(() => new Map<string, string>());
  if (spans.length === 0) return found;
  const { rows } = await client.query<{ nth: string; id: string; event_id: string }>(
    `SELECT k.nth, f.id, f.event_id
     FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS k(plan_id, key, from_at, to_at, nth)
     JOIN hit_finding f ON f.plan_id = k.plan_id AND f.key = k.key AND f.at BETWEEN k.from_at AND k.to_at AND f.withdrawn_at IS NULL`,
    [...keyColumns(spans), spans.map(({ from }) => clamped(from)), spans.map(({ to }) => clamped(to))],
  );
  for (const { nth, id, event_id } of rows) found[Number(nth) - 1]?.set(id, event_id);
  return found;
}

/** Of each part, where its last standing finding of [since, before) ended; in the order given. */
export async function findLastEnds(
  client: pg.PoolClient,
  asked: readonly (PartRef & { readonly since: number; readonly before: number })[],
): Promise<readonly (HitPlace | undefined)[]> {
  const ends: (HitPlace | undefined)[] = asked.map(() => undefined);
  if (asked.length === 0) return ends;
  const { rows } = await client.query<{ nth: string; at: string; order: string; event_id: string }>(
    `SELECT k.nth, f.at, f."order", f.event_id
     FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS k(plan_id, key, since, before, nth)
     CROSS JOIN LATERAL (SELECT * FROM hit_finding f WHERE f.plan_id = k.plan_id AND f.key = k.key AND f.at >= k.since AND f.at < k.before
                         AND f.withdrawn_at IS NULL ORDER BY f.at DESC, f."order" DESC, f.event_id DESC LIMIT 1) f`,
    [...keyColumns(asked), asked.map(({ since }) => clamped(since)), asked.map(({ before }) => clamped(before))],
  );
  for (const row of rows) ends[Number(row.nth) - 1] = { at: Number(row.at), order: Number(row.order), eventId: row.event_id };
  return ends;
}

/** Which of these findings are known and stand. */
export async function listKnown(client: pg.PoolClient, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await client.query<{ id: string }>("SELECT id FROM hit_finding WHERE id = ANY($1::uuid[]) AND withdrawn_at IS NULL", [
    ids,
  ]);
  return new Set(rows.map(({ id }) => id));
}
