import "server-only";
import { addressLookup } from "#lib/addresses";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { isoInstant } from "#lib/db/iso-instant";
import { onPrisma } from "#lib/db/query";
import type { AddressPassport } from "../types.ts";

const { sql } = Prisma;
const LISTED = 50;
const NAMED_HOSTS = 20;

/** What the fleet saw of one address, from the roll-up kept at ingest. `address` is in canonical spelling. */
export async function getAddress(address: string): Promise<AddressPassport> {
  const query = onPrisma(db());
  const at = sql`s.address = ${address}::inet`;
  const [lookup, [total], hosts, processes] = await Promise.all([
    addressLookup(),
    query<{ firstSeen: string | null; lastSeen: string | null; count: number; hostCount: number }>(sql`
      SELECT ${isoInstant(sql`min(s.first_seen)`)} AS "firstSeen", ${isoInstant(sql`max(s.last_seen)`)} AS "lastSeen",
             coalesce(sum(s.count), 0)::float8 AS count, count(DISTINCT s.host_id)::int AS "hostCount" FROM sighting s WHERE ${at}`),
    query<AddressPassport["hosts"][number]>(sql`
      SELECT h.id, h.name, sum(s.count)::float8 AS count, ${isoInstant(sql`min(s.first_seen)`)} AS "firstSeen",
             ${isoInstant(sql`max(s.last_seen)`)} AS "lastSeen"
      FROM sighting s JOIN host h ON h.id = s.host_id WHERE ${at} GROUP BY h.id, h.name ORDER BY count DESC, h.name LIMIT ${LISTED}`),
    query<AddressPassport["processes"][number]>(sql`
      SELECT s.process_name AS name, sum(s.count)::float8 AS count, count(DISTINCT s.host_id)::int AS hosts
      FROM sighting s WHERE ${at} GROUP BY s.process_name ORDER BY count DESC, s.process_name LIMIT ${LISTED}`),
  ]);
  return {
    context: lookup(address),
    firstSeen: total?.firstSeen ?? null,
    lastSeen: total?.lastSeen ?? null,
    count: total?.count ?? 0,
    hostCount: total?.hostCount ?? 0,
    hosts,
    processes,
  };
}

export interface SeenElsewhere {
  readonly address: string;
  readonly firstSeen: string;
  /** Up to 20 names. */
  readonly otherHosts: readonly string[];
  readonly otherHostCount: number;
}

/** For each address, when the fleet first saw it and which other hosts talked to it. */
export async function listSeenElsewhere(addresses: readonly string[], hostId: number): Promise<ReadonlyMap<string, SeenElsewhere>> {
  if (addresses.length === 0) return new Map();
  const rows = await onPrisma(db())<SeenElsewhere>(sql`
    SELECT host(s.address) AS address, ${isoInstant(sql`min(s.first_seen)`)} AS "firstSeen",
           count(DISTINCT s.host_id) FILTER (WHERE s.host_id <> ${hostId})::int AS "otherHostCount",
           coalesce((array_agg(DISTINCT h.name) FILTER (WHERE s.host_id <> ${hostId}))[1:${NAMED_HOSTS}::int], '{}') AS "otherHosts"
    FROM sighting s JOIN host h ON h.id = s.host_id WHERE s.address = ANY(${[...addresses]}::inet[]) GROUP BY s.address`);
  return new Map(rows.map((row) => [row.address, row]));
}
