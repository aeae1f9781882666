import "server-only";
import type pg from "pg";
import type { HostRef } from "#core/event/event";
import { indexable } from "#lib/db/key";

/** The id of every host named, by key; unknown hosts are added. On the caller's connection and in its transaction. */
export async function ensureHosts(client: pg.PoolClient, hosts: readonly HostRef[]): Promise<ReadonlyMap<string, number>> {
  const names = new Map(hosts.map((host) => [indexable(host.key), indexable(host.name)]));
  // One order for all writers: two batches that add the same hosts wait for each other once and never in a circle.
  const keys = [...names.keys()].sort();
  const known = await listIds(client, keys);
  const missing = keys.filter((key) => !known.has(key));
  if (missing.length === 0) return known;
  // Only what is missing: a row that is there already would use up a number of the sequence with every batch.
  await client.query("INSERT INTO host (key, name) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (key) DO NOTHING", [
    missing,
    missing.map((key) => names.get(key) ?? key),
  ]);
  return listIds(client, keys);
}

async function listIds(client: pg.PoolClient, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ id: number; key: string }>("SELECT id, key FROM host WHERE key = ANY($1::text[])", [keys]);
  return new Map(rows.map((row) => [row.key, row.id]));
}
