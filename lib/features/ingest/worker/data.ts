import "server-only";
import { db } from "#lib/db/client";

/** Milliseconds since any worker last gave a sign of life; null when none ever did. */
export async function getWorkerAge(now: Date): Promise<number | null> {
  const newest = await db().worker.findFirst({ orderBy: { beatAt: "desc" }, select: { beatAt: true } });
  return newest && Math.max(0, now.getTime() - newest.beatAt.getTime());
}

/** Files waiting for a worker, and files being read. */
export async function countWaitingIngests(): Promise<{ readonly queued: number; readonly running: number }> {
  const groups = await db().ingest.groupBy({ by: ["status"], where: { status: { in: ["queued", "running"] } }, _count: { _all: true } });
  const count = (status: string): number => groups.find((group) => group.status === status)?._count._all ?? 0;
  return { queued: count("queued"), running: count("running") };
}
