import "server-only";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { isoInstant } from "#lib/db/iso-instant";
import { onPrisma } from "#lib/db/query";

const { sql } = Prisma;
const NAMED_HOSTS = 20;

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
