import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { systemActor } from "../features/account/system.ts";
import { type ChainCheck, verifyAuditChain } from "./audit-chain.ts";
import { db, disconnect } from "./client.ts";
import { Prisma } from "./generated/client.ts";
import { inTransaction } from "./transaction.ts";

afterAll(disconnect);

/** Looks at a chain that somebody changed, and takes the change back. */
async function checkAfter(change: Prisma.Sql): Promise<ChainCheck> {
  let check: ChainCheck | undefined;
  const undo = new Error("undo");
  await db()
    .$transaction(async (tx) => {
      await tx.$executeRaw(change);
      check = await verifyAuditChain(tx);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  if (!check) throw new Error("not checked");
  return check;
}

async function writeRow(after: unknown): Promise<bigint> {
  const id = randomUUID();
  await inTransaction(systemActor("test"), async (_tx, audit) => audit("rule.test", { type: "rule", id }, { before: null, after }));
  const row = await db().auditEntry.findFirstOrThrow({ where: { subjectId: id }, select: { id: true } });
  return row.id;
}

test("the chain verifies, whatever order and spelling jsonb gives back", async () => {
  await writeRow({ zebra: 1, a: { long: 1e21, b: [1.5, null, { y: "é", x: "\u0000\uD800" }] }, when: new Date(0), nothing: undefined });
  await Promise.all(Array.from({ length: 8 }, (_, n) => writeRow({ n })));
  expect(await verifyAuditChain()).toMatchObject({ ok: true });
});

test("a changed row and a missing row are named", async () => {
  const id = await writeRow({ verdict: "true_positive" });
  await writeRow({ next: true });
  const changed = Prisma.sql`UPDATE audit_entry SET after = '{"verdict":"false_positive"}' WHERE id = ${id}`;
  expect(await checkAfter(changed)).toMatchObject({ ok: false, brokenAt: id, reason: "row-changed" });
  expect(await checkAfter(Prisma.sql`DELETE FROM audit_entry WHERE id = ${id}`)).toMatchObject({ ok: false, reason: "row-missing" });
  expect(await verifyAuditChain()).toMatchObject({ ok: true });
});
