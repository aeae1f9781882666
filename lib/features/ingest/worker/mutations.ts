import "server-only";
import { db } from "#lib/db/client";

const GONE_AFTER_MS = 24 * 60 * 60 * 1_000;

/** A worker's sign of life, and the end of those that have not given one for a day. */
export async function showAlive(workerId: string, now: Date): Promise<void> {
  await db().worker.upsert({
    where: { id: workerId },
    create: { id: workerId, beatAt: now },
    update: { beatAt: now },
    select: { id: true },
  });
  await db().worker.deleteMany({ where: { beatAt: { lt: new Date(now.getTime() - GONE_AFTER_MS) } } });
}

/** A worker that stops in good order leaves nothing behind. */
export async function leaveWorker(workerId: string): Promise<void> {
  await db().worker.deleteMany({ where: { id: workerId } });
}
