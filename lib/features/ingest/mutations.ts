import "server-only";
import { db } from "#lib/db/client";
import { inTransaction, type Transaction } from "#lib/db/transaction";
import { AppError } from "#lib/errors";
import type { Actor } from "../account/types.ts";

export interface NewIngest {
  readonly id: string;
  readonly name: string;
  readonly origin: "upload" | "sample";
  readonly sha256: string;
  readonly size: number;
  /** The earlier ingest of the same bytes: the new one is done at once, having changed nothing. */
  readonly duplicateOf: string | null;
}

/** Records a spooled file. `enqueue` writes its job in the same transaction, so neither is ever without the other. */
export async function createIngest(
  actor: Actor,
  input: NewIngest,
  now: Date,
  enqueue: (tx: Transaction, ingestId: string) => Promise<void>,
): Promise<void> {
  await inTransaction(actor, async (tx, audit) => {
    const isDuplicate = input.duplicateOf !== null;
    await tx.ingest.create({
      data: {
        ...input,
        status: isDuplicate ? "done" : "queued",
        createdBy: actor.id,
        createdByName: actor.name,
        createdAt: now,
        ...(isDuplicate && { startedAt: now, finishedAt: now }),
      },
      select: { id: true },
    });
    if (!isDuplicate) await enqueue(tx, input.id);
    audit("ingest.create", { type: "ingest", id: input.id }, { after: { ...input } });
  });
}

/** Asks the worker to stop after the batch it is in. What is stored stays; a queued ingest is cancelled at once. */
export async function cancelIngest(actor: Actor, ingestId: string, now: Date): Promise<void> {
  await inTransaction(actor, async (tx, audit) => {
    const waiting = await tx.ingest.updateMany({
      where: { id: ingestId, status: "queued" },
      data: { status: "cancelled", cancelRequested: true, finishedAt: now },
    });
    const running = await tx.ingest.updateMany({
      where: { id: ingestId, status: "running", cancelRequested: false },
      data: { cancelRequested: true },
    });
    if (waiting.count + running.count === 0) {
      const row = await tx.ingest.findUnique({ where: { id: ingestId }, select: { id: true } });
      if (!row) throw new AppError("not-found", "no such ingest");
      return;
    }
    audit("ingest.cancel", { type: "ingest", id: ingestId }, { after: { cancelRequested: true } });
  });
}

/**
 * Takes an ingest into work and clears what an interrupted attempt counted. Returns null when there is nothing to do:
 * it is finished, cancelled or gone.
 */
export async function startIngest(ingestId: string, now: Date): Promise<{ readonly name: string; readonly createdAt: Date } | null> {
  const { count } = await db().ingest.updateMany({
    where: { id: ingestId, status: { in: ["queued", "running"] }, cancelRequested: false },
    data: { status: "running", startedAt: now, error: null, finishedAt: null },
  });
  if (count > 0) return db().ingest.findUnique({ where: { id: ingestId }, select: { name: true, createdAt: true } });
  await db().ingest.updateMany({
    where: { id: ingestId, status: { in: ["queued", "running"] }, cancelRequested: true },
    data: { status: "cancelled", finishedAt: now },
  });
  return null;
}

/** Ends an ingest, once: of two workers on one file the second changes nothing. */
export async function finishIngest(
  ingestId: string,
  end: {
    readonly status: "done" | "failed" | "cancelled";
    readonly error: string | null;
    readonly unreadFields: readonly { name: string; count: number }[];
  },
  now: Date,
): Promise<void> {
  await db().ingest.updateMany({
    where: { id: ingestId, status: { in: ["queued", "running"] } },
    data: { status: end.status, error: end.error, unreadFields: [...end.unreadFields], finishedAt: now },
  });
}

/** Gives an interrupted ingest back to the queue. */
export async function requeueIngest(ingestId: string): Promise<void> {
  await db().ingest.updateMany({ where: { id: ingestId, status: "running" }, data: { status: "queued" } });
}
