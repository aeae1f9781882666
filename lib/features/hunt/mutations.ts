import "server-only";
import { randomUUID } from "node:crypto";
import type { Diagnostic } from "#core/detection/diagnostic";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { storable, storableJson } from "#lib/db/text";
import { inTransaction, type Transaction } from "#lib/db/transaction";
import { AppError } from "#lib/errors";
import type { Actor } from "../account/types.ts";
import { ROWS_KEPT_DAYS } from "./constants.ts";
import type { HuntLanguage, StartHunt } from "./schema.ts";
import type { HuntChart, HuntColumn, HuntProgress } from "./types.ts";

const DAY_MS = 86_400_000;

/** Records a hunt. `enqueue` writes its job in the same transaction, so neither is ever without the other. Gives its id. */
export async function createHunt(
  actor: Actor,
  input: StartHunt,
  now: Date,
  enqueue: (tx: Transaction, huntId: string) => Promise<void>,
): Promise<string> {
  const id = randomUUID();
  const { language, from, to } = input;
  const text = storable(input.text);
  await inTransaction(actor, async (tx, audit) => {
    await tx.hunt.create({
      data: {
        id,
        language,
        text,
        rangeFrom: from ?? null,
        rangeTo: to ?? null,
        asOf: input.now ?? now,
        createdBy: actor.id,
        createdByName: actor.name,
        createdAt: now,
      },
      select: { id: true },
    });
    await enqueue(tx, id);
    audit("hunt.start", { type: "hunt", id }, { after: { language, text, from, to, now: input.now } });
  });
  return id;
}

/** Asks the worker to stop. A hunt that still waits is cancelled at once; one that has ended stays as it is. */
export async function cancelHunt(actor: Actor, huntId: string, now: Date): Promise<void> {
  await inTransaction(actor, async (tx, audit) => {
    const waiting = await tx.hunt.updateMany({
      where: { id: huntId, status: "queued" },
      data: { status: "cancelled", cancelRequested: true, finishedAt: now },
    });
    const running = await tx.hunt.updateMany({
      where: { id: huntId, status: "running", cancelRequested: false },
      data: { cancelRequested: true },
    });
    if (waiting.count + running.count > 0) {
      audit("hunt.cancel", { type: "hunt", id: huntId }, { after: { cancelRequested: true } });
      return;
    }
    const row = await tx.hunt.findUnique({ where: { id: huntId }, select: { id: true } });
    if (!row) throw new AppError("not-found", "no such hunt");
  });
}

export interface StartedHunt {
  readonly language: HuntLanguage;
  readonly text: string;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly now: Date;
}

/** Takes a hunt into work and clears what an interrupted attempt left. Null when there is nothing to do. */
export async function beginHunt(huntId: string, now: Date): Promise<StartedHunt | null> {
  const [, { count }] = await db().$transaction([
    db().huntChunk.deleteMany({ where: { huntId, hunt: { status: { in: ["queued", "running"] } } } }),
    db().hunt.updateMany({
      where: { id: huntId, status: { in: ["queued", "running"] }, cancelRequested: false },
      data: { status: "running", startedAt: now, rowCount: 0, eventsRead: 0, firstRowAfter: null },
    }),
  ]);
  if (count === 0) {
    await endHunt(huntId, { status: "cancelled" }, now);
    return null;
  }
  const row = await db().hunt.findUnique({
    where: { id: huntId },
    select: { language: true, text: true, rangeFrom: true, rangeTo: true, asOf: true },
  });
  if (!row) return null;
  const language = row.language === "eql" || row.language === "sigma" ? row.language : "kql";
  return { language, text: row.text, from: row.rangeFrom, to: row.rangeTo, now: row.asOf };
}

/** What is known before the first row. */
export async function describeHunt(
  huntId: string,
  known: { readonly columns: readonly HuntColumn[]; readonly notices: readonly string[]; readonly chart: HuntChart | null },
): Promise<void> {
  await db().hunt.updateMany({
    where: { id: huntId, status: "running" },
    data: { columns: json(known.columns), notices: json(known.notices), chart: known.chart ? json(known.chart) : Prisma.DbNull },
  });
}

/** Keeps further rows: `HuntResultRow[]` as JSON text. Their number and the rows appear together. */
export async function appendHuntRows(
  huntId: string,
  chunk: { readonly first: number; readonly count: number; readonly rows: string },
  firstRowAfter: number,
): Promise<void> {
  await db().$transaction([
    db().huntChunk.create({ data: { huntId, ...chunk, rows: storable(chunk.rows) }, select: { first: true } }),
    db().hunt.updateMany({
      where: { id: huntId },
      data: { rowCount: chunk.first + chunk.count, ...(chunk.first === 0 && { firstRowAfter }) },
    }),
  ]);
}

/** Writes how far a hunt is, and hears whether it shall stop: somebody asked for it, or its row is gone. */
export async function writeHuntProgress(huntId: string, { read, total }: HuntProgress): Promise<{ readonly isCancelled: boolean }> {
  const [row] = await db().hunt.updateManyAndReturn({
    where: { id: huntId, status: "running" },
    data: { eventsRead: BigInt(Math.round(read)), ...(total !== null && { eventsTotal: BigInt(Math.round(total)) }) },
    select: { cancelRequested: true },
  });
  return { isCancelled: row?.cancelRequested ?? true };
}

export interface HuntEnd {
  readonly status: "done" | "failed" | "cancelled";
  readonly truncated?: string | null;
  readonly notices?: readonly string[];
  readonly diagnostic?: Diagnostic;
  readonly error?: string;
}

/** Ends a hunt, once. */
export async function endHunt(huntId: string, end: HuntEnd, now: Date): Promise<void> {
  await db().hunt.updateMany({
    where: { id: huntId, status: { in: ["queued", "running"] } },
    data: {
      status: end.status,
      truncated: end.truncated ?? null,
      error: end.error ?? null,
      finishedAt: now,
      expiresAt: new Date(now.getTime() + ROWS_KEPT_DAYS * DAY_MS),
      ...(end.notices && { notices: json(end.notices) }),
      ...(end.diagnostic && { diagnostic: json(end.diagnostic) }),
    },
  });
}

/** Gives an interrupted hunt back to the queue. */
export async function requeueHunt(huntId: string): Promise<void> {
  await db().hunt.updateMany({ where: { id: huntId, status: "running" }, data: { status: "queued" } });
}

/** Removes the rows whose time is over. The questions stay in their history. */
export async function expireHunts(now: Date): Promise<number> {
  const due = await db().hunt.findMany({ where: { expiresAt: { lt: now } }, select: { id: true }, take: 1_000 });
  const ids = due.map(({ id }) => id);
  await db().$transaction([
    db().huntChunk.deleteMany({ where: { huntId: { in: ids } } }),
    db().hunt.updateMany({ where: { id: { in: ids } }, data: { expiresAt: null } }),
  ]);
  return ids.length;
}

function json(value: object): Prisma.InputJsonValue {
  return JSON.parse(storableJson(value)) as Prisma.InputJsonValue;
}
