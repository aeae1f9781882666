import "server-only";
import { randomUUID } from "node:crypto";
import type { Actor } from "../features/account/types.ts";
import { auditHash } from "./audit-chain.ts";
import { db } from "./client.ts";
import type { Prisma } from "./generated/client.ts";
import { LOCK } from "./lock-number.ts";
import { storableJson } from "./text.ts";

export type Transaction = Prisma.TransactionClient;

/** Records one change; every row of one transaction shares the batch that undo takes back. */
export type Audit = (action: string, subject: AuditSubject, change: { before?: unknown; after?: unknown }) => void;

/** A change under way: its transaction, its record, and who makes it. */
export interface Change {
  readonly tx: Transaction;
  readonly audit: Audit;
  readonly actor: Actor;
}

export interface AuditSubject {
  readonly type:
    | "alert"
    | "exception"
    | "rule"
    | "rule-import"
    | "ingest"
    | "hunt"
    | "account"
    | "token"
    | "saved-query"
    | "placeholder"
    | "list"
    | "list-host";
  readonly id: string;
}

interface AuditRow {
  readonly action: string;
  readonly subject: AuditSubject;
  readonly before: unknown;
  readonly after: unknown;
}

const json = (value: unknown): Prisma.InputJsonValue | undefined =>
  value === undefined || value === null ? undefined : (JSON.parse(storableJson(value)) as Prisma.InputJsonValue);

async function writeAudit(tx: Transaction, actor: Actor, batchId: string, rows: readonly AuditRow[]): Promise<void> {
  // The chain has one order: writers queue here, for the rest of their transaction.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK.audit})`;
  const last = await tx.auditEntry.findFirst({ orderBy: { id: "desc" }, select: { hash: true } });
  let prevHash: Uint8Array<ArrayBuffer> = last?.hash ?? new Uint8Array(32);
  const data: Prisma.AuditEntryCreateManyInput[] = [];
  for (const row of rows) {
    const before = json(row.before);
    const after = json(row.after);
    const content = {
      at: new Date(),
      actorType: actor.type,
      actorId: actor.id as string,
      actorName: actor.name,
      action: row.action,
      subjectType: row.subject.type as string,
      subjectId: row.subject.id,
      batchId,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    };
    const hash = auditHash(prevHash, content);
    data.push({ ...content, prevHash, hash });
    prevHash = hash;
  }
  await tx.auditEntry.createMany({ data });
}

/**
 * Runs one change: everything in it and its audit rows commit together or not at all.
 * `batchId` names the gesture; undo of that id takes all of it back.
 */
export async function inTransaction<T>(actor: Actor, work: (tx: Transaction, audit: Audit, batchId: string) => Promise<T>): Promise<T> {
  const batchId = randomUUID();
  return db().$transaction(async (tx) => {
    const rows: AuditRow[] = [];
    const result = await work(
      tx,
      (action, subject, change) => rows.push({ action, subject, before: change.before, after: change.after }),
      batchId,
    );
    if (rows.length > 0) await writeAudit(tx, actor, batchId, rows);
    return result;
  });
}
