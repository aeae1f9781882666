import "server-only";
import { z } from "zod";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import { type Audit, inTransaction, type Transaction } from "#lib/db/transaction";
import type { Actor } from "../../account/types.ts";
import { conditionOf } from "../filter/data.ts";
import { holdRules, raiseRevision } from "../revision/mutations.ts";
import { settleSchedules } from "../schedule/mutations.ts";
import type { SetFilteredRulesEnabled, SetRulesEnabled } from "../schema.ts";
import type { EnableOutcome, UndoOutcome } from "../types.ts";

/** Turns rules on or off. Events that arrive afterwards are judged accordingly; alerts already raised stay. */
export async function setRulesEnabled(actor: Actor, input: SetRulesEnabled): Promise<EnableOutcome> {
  return inTransaction(actor, async (tx, audit, batchId) => {
    const changed = await turn(tx, audit, Prisma.sql`r.id = ANY(${input.ruleIds}::text[])`, input.enabled);
    return { ok: true, changed, batchId };
  });
}

/**
 * Turns on or off every rule of a filter that is not so yet and can run. `expected` is the number the person was shown: when it is
 * another by now, nothing changes and the outcome says the number of now.
 */
export async function setFilteredRulesEnabled(actor: Actor, input: SetFilteredRulesEnabled): Promise<EnableOutcome> {
  const where = Prisma.sql`NOT r.refused AND ${conditionOf(input.filter)}`;
  const moved = new MovedOn();
  try {
    return await inTransaction(actor, async (tx, audit, batchId) => {
      const changed = await turn(tx, audit, where, input.enabled);
      if (changed !== input.expected) throw moved.to(changed);
      return { ok: true, changed, batchId };
    });
  } catch (error) {
    if (error !== moved) throw error;
    return { ok: false, reason: "moved-on", now: moved.now };
  }
}

/** Rolls the transaction back; never leaves this file. */
class MovedOn extends Error {
  now = 0;
  to(now: number): this {
    this.now = now;
    return this;
  }
}

/** One statement for any number of rules; the guard on `enabled` is in the write. */
async function turn(tx: Transaction, audit: Audit, where: Prisma.Sql, enabled: boolean): Promise<number> {
  await holdRules(tx);
  const rows = await onPrisma(tx)<{ readonly id: string }>(Prisma.sql`
    UPDATE rule r SET enabled = ${enabled}, updated_at = now() WHERE r.enabled <> ${enabled} AND ${where} RETURNING r.id`);
  const action = enabled ? "rule.enable" : "rule.disable";
  for (const { id } of rows) audit(action, { type: "rule", id }, { before: { enabled: !enabled }, after: { enabled } });
  await settleSchedules(
    tx,
    rows.map((row) => row.id),
  );
  if (rows.length > 0) await raiseRevision(tx);
  return rows.length;
}

const After = z.object({ enabled: z.boolean() });

/**
 * Takes back what one gesture turned on or off. A rule that somebody has turned again since, or that is gone, stays as it is and is
 * counted as skipped.
 */
export async function undoRules(actor: Actor, undone: string): Promise<UndoOutcome> {
  return inTransaction(actor, async (tx, audit, batchId) => {
    const entries = await onPrisma(tx)<{ readonly id: bigint; readonly subjectId: string; readonly after: unknown }>(Prisma.sql`
      SELECT id, subject_id AS "subjectId", after FROM audit_entry
      WHERE batch_id = ${undone}::uuid AND action IN ('rule.enable', 'rule.disable') AND undone_by IS NULL FOR UPDATE`);
    const [first] = entries;
    const after = After.safeParse(first?.after);
    if (!first || !after.success) return { ok: false, reason: "nothing-to-undo" };
    const { enabled } = after.data;
    const later = await tx.auditEntry.groupBy({
      by: ["subjectId"],
      where: {
        subjectType: "rule",
        subjectId: { in: entries.map((entry) => entry.subjectId) },
        action: { in: ["rule.enable", "rule.disable"] },
        id: { gt: first.id },
        batchId: { not: undone },
      },
    });
    const touched = new Set(later.map((row) => row.subjectId));
    const ids = entries.map((entry) => entry.subjectId).filter((id) => !touched.has(id));
    const changed = ids.length === 0 ? 0 : await turn(tx, audit, Prisma.sql`r.id = ANY(${ids}::text[])`, !enabled);
    await tx.auditEntry.updateMany({ where: { id: { in: entries.map((entry) => entry.id) } }, data: { undoneBy: batchId } });
    return { ok: true, changed, skipped: entries.length - changed };
  });
}
