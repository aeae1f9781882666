import "server-only";
import type pg from "pg";
import { Prisma } from "#lib/db/generated/client";
import { instant } from "#lib/db/instant";
import type { Query } from "#lib/db/query";
import { storableJson } from "#lib/db/text";
import type { FileSighting } from "./types.ts";

/**
 * Counts the files of newly stored events, on the caller's connection and in its transaction. Asking an event what it tells of a file
 * costs more than all the rest: who knows what has been told before gives it as `told`. Gives what this call told; it is known once the
 * transaction has ended well.
 */
export async function addFiles(
  client: pg.PoolClient,
  sightings: readonly FileSighting[],
  told: ReadonlySet<string> = NOTHING,
): Promise<readonly string[]> {
  if (sightings.length === 0) return [];
  await addHosts(client, sightings);
  return addFacts(client, sightings, told);
}

const NOTHING: ReadonlySet<string> = new Set();

async function addHosts(client: pg.PoolClient, sightings: readonly FileSighting[]): Promise<void> {
  const spans = new Map<string, { readonly hash: string; readonly hostId: number; first: number; last: number }>();
  for (const { hash, hostId, at } of sightings) {
    const key = `${hash} ${hostId}`;
    const span = spans.get(key);
    if (!span) spans.set(key, { hash, hostId, first: at, last: at });
    else {
      span.first = Math.min(span.first, at);
      span.last = Math.max(span.last, at);
    }
  }
  const rows = ordered(spans);
  await client.query(
    `INSERT INTO file_sighting AS s (hash, host_id, first_seen, last_seen)
     SELECT decode(hash, 'hex'), host_id, first_seen, last_seen
     FROM unnest($1::text[], $2::int[], $3::timestamptz[], $4::timestamptz[]) AS n (hash, host_id, first_seen, last_seen)
     ON CONFLICT (hash, host_id) DO UPDATE SET
       first_seen = least(s.first_seen, excluded.first_seen), last_seen = greatest(s.last_seen, excluded.last_seen)`,
    [
      rows.map((row) => row.hash),
      rows.map((row) => row.hostId),
      rows.map((row) => instant(row.first)),
      rows.map((row) => instant(row.last)),
    ],
  );
}

interface Told {
  readonly hash: string;
  readonly facts: Map<string, unknown>;
  sha1: string | undefined;
  md5: string | undefined;
}

/** Nearly always all of it is known: then no row is touched, and no other batch waits for this one. */
async function addFacts(client: pg.PoolClient, sightings: readonly FileSighting[], told: ReadonlySet<string>): Promise<readonly string[]> {
  const files = new Map<string, Told>();
  const asked = new Set<string>();
  for (const sighting of sightings) {
    const { hash, kind, sha1, md5 } = sighting;
    // One that names more hashes tells more.
    const key = `${hash} ${kind} ${sha1 !== undefined} ${md5 !== undefined}`;
    if (told.has(key) || asked.has(key)) continue;
    asked.add(key);
    const file = files.get(hash) ?? { hash, facts: new Map(), sha1: undefined, md5: undefined };
    files.set(hash, file);
    file.sha1 ??= sha1;
    file.md5 ??= md5;
    for (const [name, value] of sighting.facts()) file.facts.set(name, kept(value));
  }
  const rows = ordered(files);
  if (rows.length === 0) return [];
  await client.query(
    `WITH n AS MATERIALIZED (
       SELECT decode(n.hash, 'hex') AS hash, decode(n.sha1, 'hex') AS sha1, decode(n.md5, 'hex') AS md5, n.facts
       FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) WITH ORDINALITY AS n (hash, sha1, md5, facts, place) ORDER BY n.place)
     INSERT INTO file AS f (hash, sha1, md5, facts)
     SELECT n.* FROM n LEFT JOIN file o ON o.hash = n.hash
     WHERE o.hash IS NULL OR NOT o.facts @> n.facts OR o.sha1 IS NULL AND n.sha1 IS NOT NULL OR o.md5 IS NULL AND n.md5 IS NOT NULL
     ORDER BY n.hash
     ON CONFLICT (hash) DO UPDATE SET
       sha1 = coalesce(f.sha1, excluded.sha1), md5 = coalesce(f.md5, excluded.md5), facts = f.facts || excluded.facts`,
    [
      rows.map((row) => row.hash),
      rows.map((row) => row.sha1 ?? null),
      rows.map((row) => row.md5 ?? null),
      rows.map((row) => storableJson(Object.fromEntries(row.facts))),
    ],
  );
  return [...asked];
}

/** Notes that the files of all events before an instant are counted; of all there are when it is `infinity`. */
export async function noteFilesCounted(query: Query, to: string): Promise<void> {
  await query(Prisma.sql`
    UPDATE file_history SET counted_to = ${to}::timestamptz, is_complete = ${to}::timestamptz = 'infinity' WHERE id = 1 AND NOT is_complete`);
}

/** Characters of a fact; names of products are shorter. */
const LONGEST_FACT = 1_000;

function kept(value: unknown): unknown {
  if (typeof value === "string") return value.slice(0, LONGEST_FACT);
  // JSON has no such numbers; a size beyond them is as good as any other.
  return typeof value === "bigint" ? Number(value) : value;
}

/** One order for all writers, so that two batches never wait for each other in a circle. */
function ordered<T>(rows: ReadonlyMap<string, T>): readonly T[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
