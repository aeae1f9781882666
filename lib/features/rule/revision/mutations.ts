import "server-only";
import { LOCK } from "#lib/db/lock-number";
import type { Transaction } from "#lib/db/transaction";

/** Held by whoever changes rules, to the end of the transaction: two uploads of the same new rule must not both add it. */
export async function holdRules(tx: Transaction): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(${LOCK.rules}) IS NULL`;
}

/** Makes every worker read the rules and exceptions anew before its next batch. */
export async function raiseRevision(tx: Transaction): Promise<void> {
  await tx.detectionRevision.updateMany({ where: { id: 1 }, data: { revision: { increment: 1 } } });
}
