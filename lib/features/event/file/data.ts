import "server-only";
import { Prisma } from "#lib/db/generated/client";
import type { Query } from "#lib/db/query";

/** What all events ever stored tell of a file. Times as Postgres writes them, in UTC. */
export interface StoredFile {
  readonly hash: string;
  readonly devices: number;
  readonly first: string;
  readonly last: string;
  readonly facts: { readonly [name: string]: unknown };
}

/** Whether the files of all stored events are counted. */
export async function areFilesCounted(query: Query): Promise<boolean> {
  const [row] = await query<{ is_complete: boolean }>(Prisma.sql`SELECT is_complete FROM file_history WHERE id = 1`);
  return row?.is_complete ?? false;
}

/** The instant up to which files are counted, for whoever counts the rest; undefined when all are. */
export async function filesCountedTo(query: Query): Promise<string | undefined> {
  const [row] = await query<{ to: string }>(Prisma.sql`
    SELECT coalesce(counted_to::text, '-infinity') AS to FROM file_history WHERE id = 1 AND NOT is_complete`);
  return row?.to;
}

/** Files by any of their hashes (hexadecimal, small letters), each under the hash it was asked for by. */
export async function filesByHash(query: Query, hashes: readonly string[]): Promise<readonly StoredFile[]> {
  if (hashes.length === 0) return [];
  return query<StoredFile>(Prisma.sql`
    WITH wanted AS (SELECT hash, decode(hash, 'hex') AS bytes FROM unnest(${hashes}::text[]) AS hash),
    known AS (
      SELECT w.hash, f.hash AS file, f.facts FROM wanted w JOIN file f ON f.hash = w.bytes
      UNION SELECT w.hash, f.hash, f.facts FROM wanted w JOIN file f ON f.sha1 = w.bytes
      UNION SELECT w.hash, f.hash, f.facts FROM wanted w JOIN file f ON f.md5 = w.bytes),
    counted AS (
      SELECT k.hash, count(DISTINCT s.host_id)::int AS devices,
             (min(s.first_seen) AT TIME ZONE 'UTC')::text || 'Z' AS first, (max(s.last_seen) AT TIME ZONE 'UTC')::text || 'Z' AS last
      FROM known k JOIN file_sighting s ON s.hash = k.file GROUP BY k.hash),
    told AS (SELECT k.hash, jsonb_object_agg(e.key, e.value) AS facts FROM known k, jsonb_each(k.facts) e GROUP BY k.hash)
    SELECT c.*, coalesce(t.facts, '{}') AS facts FROM counted c LEFT JOIN told t ON t.hash = c.hash`);
}
