import "server-only";
import { z } from "zod";
import { compileStored } from "#core/detection/compile-stored";
import type { Schedule } from "#core/detection/rule";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import { inTransaction, type Transaction } from "#lib/db/transaction";
import { AppError } from "#lib/errors";
import type { Actor } from "../../account/types.ts";
import { raiseRevision } from "../revision/mutations.ts";
import type { ScheduleOutcome, UndoOutcome } from "../types.ts";
import type { SetSchedule } from "./schema.ts";

/** The schedule of a rule's file as its columns say it; all null where it has none. */
export function scheduleColumns(schedule: Schedule | undefined) {
  if (!schedule) return { everySeconds: null, lookBackSeconds: null, mostAlerts: null };
  const seconds = (micros: number): number => Math.min(MOST_SECONDS, Math.max(1, Math.round(micros / 1_000_000)));
  const { every, lookBack, mostAlerts } = schedule;
  return {
    everySeconds: seconds(every),
    lookBackSeconds: seconds(lookBack),
    mostAlerts: Number.isFinite(mostAlerts) ? Math.min(MOST_SECONDS, Math.max(1, Math.round(mostAlerts))) : null,
  };
}

/** What the columns hold: 68 years of seconds. */
const MOST_SECONDS = 2 ** 31 - 1;

/**
 * Sets when rules run next, after anything that decides whether they do: a rule that begins to run by its schedule is due at once, one
 * that ceases forgets how far it was. Every write of rules calls it.
 */
export async function settleSchedules(tx: Transaction, ruleIds: readonly string[]): Promise<void> {
  if (ruleIds.length === 0) return;
  await onPrisma(tx)(Prisma.sql`
    UPDATE rule r SET next_run_at = CASE WHEN r.next_run_at IS NULL THEN now() END,
                      covered_to = CASE WHEN r.next_run_at IS NULL THEN r.covered_to END
    WHERE r.id = ANY(${[...ruleIds]}::text[])
      AND (r.next_run_at IS NOT NULL) <> (r.enabled AND NOT r.refused AND r.can_run AND r.every_seconds IS NOT NULL) RETURNING r.id`);
}

const COLUMNS = { everySeconds: true, lookBackSeconds: true, mostAlerts: true, isScheduleEdited: true } as const;
const Columns = z.object({
  everySeconds: z.number().nullable(),
  lookBackSeconds: z.number().nullable(),
  mostAlerts: z.number().nullable(),
  isScheduleEdited: z.boolean(),
});
type Columns = z.infer<typeof Columns>;

/** Gives a rule another schedule than its file's, or its file's again. A new text of the rule leaves a schedule that a person set. */
export async function setSchedule(actor: Actor, { ruleId, schedule }: SetSchedule): Promise<ScheduleOutcome> {
  return inTransaction(actor, async (tx, audit, batchId): Promise<ScheduleOutcome> => {
    await tx.$queryRaw`SELECT id FROM rule WHERE id = ${ruleId} FOR UPDATE`;
    const before = await tx.rule.findUnique({ where: { id: ruleId }, select: { ...COLUMNS, canRun: true, source: true, fileName: true } });
    if (!before) throw new AppError("not-found", "no such rule");
    if (!before.canRun) return { ok: false, reason: "streams" };
    const { canRun: _, source, fileName, ...was } = before;
    const after: Columns =
      schedule === "file"
        ? { ...scheduleColumns(ownSchedule(ruleId, fileName, source)), isScheduleEdited: false }
        : { ...(schedule ?? scheduleColumns(undefined)), isScheduleEdited: true };
    await put(tx, ruleId, after);
    audit("rule.schedule", { type: "rule", id: ruleId }, { before: was, after });
    return { ok: true, batchId };
  });
}

/** Takes back one change of a schedule; one that somebody has changed since stays as it is and is counted as skipped. */
export async function undoSchedule(actor: Actor, undone: string): Promise<UndoOutcome> {
  return inTransaction(actor, async (tx, audit, batchId): Promise<UndoOutcome> => {
    const entry = await tx.auditEntry.findFirst({
      where: { batchId: undone, action: "rule.schedule", undoneBy: null },
      select: { id: true, subjectId: true, before: true },
    });
    const before = Columns.safeParse(entry?.before);
    if (!entry || !before.success) return { ok: false, reason: "nothing-to-undo" };
    const ruleId = entry.subjectId;
    await tx.$queryRaw`SELECT id FROM rule WHERE id = ${ruleId} FOR UPDATE`;
    const now = await tx.rule.findUnique({ where: { id: ruleId }, select: COLUMNS });
    const since = { subjectType: "rule", subjectId: ruleId, action: "rule.schedule", id: { gt: entry.id } };
    const isMoved = !now || (await tx.auditEntry.count({ where: since })) > 0;
    if (!isMoved) {
      await put(tx, ruleId, before.data);
      audit("rule.schedule", { type: "rule", id: ruleId }, { before: now, after: before.data });
    }
    await tx.auditEntry.updateMany({ where: { id: entry.id }, data: { undoneBy: batchId } });
    return { ok: true, changed: isMoved ? 0 : 1, skipped: isMoved ? 1 : 0 };
  });
}

async function put(tx: Transaction, ruleId: string, columns: Columns): Promise<void> {
  // It is due at once under its new schedule: nobody who shortens an interval wants to wait for the end of the old one.
  await tx.rule.update({ where: { id: ruleId }, data: { ...columns, nextRunAt: null }, select: { id: true } });
  await settleSchedules(tx, [ruleId]);
  await raiseRevision(tx);
}

function ownSchedule(ruleId: string, file: string, text: string): Schedule | undefined {
  return compileStored({ file, text }).rules.find((rule) => rule.id === ruleId)?.schedule;
}
