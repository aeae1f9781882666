import "server-only";
import { z } from "zod";
import { compileStored } from "#core/detection/compile-stored";
import { onPrisma } from "#lib/db/query";
import { storable } from "#lib/db/text";
import { type Change, inTransaction, type Transaction } from "#lib/db/transaction";
import type { Actor } from "../account/types.ts";
import { relinkRules } from "../rule/link/mutations.ts";
import { storeRulesIn } from "../rule/mutations.ts";
import { raiseRevision } from "../rule/revision/mutations.ts";
import { listAskingRules, listPlaceholders } from "./data.ts";
import type { SetPlaceholder } from "./schema.ts";
import type { PlaceholderOutcome } from "./types.ts";

/** Sets what a name stands for. Rules that ask for it are compiled anew, and run from then on if nothing else stops them. */
export async function setPlaceholder(actor: Actor, { name, values }: SetPlaceholder, now: Date): Promise<PlaceholderOutcome> {
  return inTransaction(actor, (tx, audit, batchId) => write({ tx, audit, actor }, { name, values: values.map(storable) }, now, batchId));
}

const StoredValues = z.object({ values: z.array(z.string()) });

/** Takes back one change, unless somebody has changed the name again since. */
export async function undoPlaceholder(actor: Actor, undone: string, now: Date): Promise<PlaceholderOutcome> {
  return inTransaction(actor, async (tx, audit, batchId) => {
    const entry = await tx.auditEntry.findFirst({
      where: { batchId: undone, action: "placeholder.set", undoneBy: null },
      select: { id: true, subjectId: true, before: true, after: true },
    });
    const [before, after] = [StoredValues.safeParse(entry?.before), StoredValues.safeParse(entry?.after)];
    if (!entry || !before.success || !after.success) return { ok: false, reason: "nothing-to-undo" };
    if (!isSame(await valuesOf(tx, entry.subjectId), after.data.values)) return { ok: false, reason: "nothing-to-undo" };
    await tx.auditEntry.update({ where: { id: entry.id }, data: { undoneBy: batchId }, select: { id: true } });
    return write({ tx, audit, actor }, { name: entry.subjectId, values: before.data.values }, now, batchId);
  });
}

async function write(change: Change, { name, values }: SetPlaceholder, now: Date, batchId: string): Promise<PlaceholderOutcome> {
  const { tx, audit, actor } = change;
  const before = await valuesOf(tx, name);
  if (isSame(before, values)) return { ok: false, reason: "unchanged" };
  const data = { values: [...values], updatedBy: actor.name, updatedAt: now };
  if (values.length === 0) await tx.placeholder.delete({ where: { name }, select: { name: true } });
  else await tx.placeholder.upsert({ where: { name }, create: { name, ...data }, update: data, select: { name: true } });
  audit("placeholder.set", { type: "placeholder", id: name }, { before: { values: before }, after: { values } });
  const counts = await compileAnew(change, name);
  // Also when no stored column of a rule changed: what it matches did.
  await raiseRevision(tx);
  return { ok: true, batchId, ...counts };
}

async function valuesOf(tx: Transaction, name: string): Promise<readonly string[]> {
  const row = await tx.placeholder.findUnique({ where: { name }, select: { values: true } });
  return row?.values ?? [];
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}

async function compileAnew(change: Change, name: string): Promise<{ running: number; refused: number }> {
  const { tx } = change;
  const placeholders = await listPlaceholders(tx);
  const asking = (await listAskingRules(onPrisma(tx))).filter((rule) => rule.names.includes(name));
  const counts = { running: 0, refused: 0 };
  for (const { id, file, source, builtIn } of asking) {
    const rules = compileStored({ file, text: source }, { placeholders }).rules.filter((rule) => rule.id === id);
    await storeRulesIn(change, rules, { builtIn, raisesLater: true });
    for (const rule of rules) counts[rule.plan ? "running" : "refused"]++;
  }
  await relinkRules(tx);
  return counts;
}
