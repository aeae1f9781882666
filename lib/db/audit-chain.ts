import "server-only";
import { createHash } from "node:crypto";
import { db } from "./client.ts";
import type { Prisma } from "./generated/client.ts";

/** What the hash of an audit row covers: everything in it but its number and whether it was undone later. */
export interface AuditContent {
  readonly at: Date;
  readonly actorType: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly batchId: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Members sorted by name at every depth: jsonb does not keep the order in which they were written. */
function canonical(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The hash of a row, given the hash of the row before it (32 zero bytes before the first). */
export function auditHash(previous: Uint8Array, content: AuditContent): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(previous).update(JSON.stringify(content, canonical)).digest());
}

export type ChainCheck =
  | { readonly ok: true; readonly rows: number }
  | { readonly ok: false; readonly rows: number; readonly brokenAt: bigint; readonly reason: "row-changed" | "row-missing" };

const PAGE = 1000;

/** Recomputes the chain from the first row to the last one. Says at which row it breaks, and whether that row or its predecessor is to blame. */
export async function verifyAuditChain(client: Pick<Prisma.TransactionClient, "auditEntry"> = db()): Promise<ChainCheck> {
  let previous: Uint8Array = new Uint8Array(32);
  let last = 0n;
  let rows = 0;
  for (;;) {
    const page = await client.auditEntry.findMany({
      where: { id: { gt: last } },
      orderBy: { id: "asc" },
      take: PAGE,
      select: {
        id: true,
        at: true,
        actorType: true,
        actorId: true,
        actorName: true,
        action: true,
        subjectType: true,
        subjectId: true,
        batchId: true,
        before: true,
        after: true,
        prevHash: true,
        hash: true,
      },
    });
    for (const { id, prevHash, hash, before, after, ...rest } of page) {
      if (!Buffer.from(prevHash).equals(previous)) return { ok: false, rows, brokenAt: id, reason: "row-missing" };
      const content = { ...rest, ...(before !== null && { before }), ...(after !== null && { after }) };
      if (!Buffer.from(hash).equals(auditHash(previous, content))) return { ok: false, rows, brokenAt: id, reason: "row-changed" };
      previous = hash;
      last = id;
      rows++;
    }
    if (page.length < PAGE) return { ok: true, rows };
  }
}
