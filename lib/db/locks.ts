import "server-only";
import { Prisma } from "./generated/client.ts";
import { LOCK } from "./lock-number.ts";
import type { Query } from "./query.ts";

/**
 * Held by whoever writes evidence, to the end of the transaction: no exception comes or goes meanwhile. Gives the detection
 * revision that holds; a worker that judged under an older one must judge again.
 */
export async function shareExceptions(query: Query): Promise<bigint> {
  await query(Prisma.sql`SELECT pg_advisory_xact_lock_shared(${LOCK.exceptions}) IS NULL`);
  const [row] = await query<{ revision: string }>(Prisma.sql`SELECT revision::text AS revision FROM detection_revision WHERE id = 1`);
  return BigInt(row?.revision ?? 0);
}

/** Held by whoever changes what is silenced, to the end of the transaction: no evidence is written meanwhile. */
export async function holdExceptions(query: Query): Promise<void> {
  await query(Prisma.sql`SELECT pg_advisory_xact_lock(${LOCK.exceptions}) IS NULL`);
}
