import "server-only";
import type { Lint } from "#core/exception/exception";
import { db } from "#lib/db/client";
import { holdExceptions } from "#lib/db/locks";
import { onPrisma } from "#lib/db/query";
import { storable } from "#lib/db/text";
import { inTransaction } from "#lib/db/transaction";
import { AppError } from "#lib/errors";
import { systemActor } from "../account/system.ts";
import type { Actor } from "../account/types.ts";
import type { Moved } from "../alert/count/mutations.ts";
import type { TriageOutcome } from "../alert/types.ts";
import { toException } from "./data.ts";
import { applyException, auditMoves, withdrawException } from "./effect/mutations.ts";
import { checkDraft } from "./preview/data.ts";
import type { ExceptionDraft, ExtendException } from "./schema.ts";
import type { SaveExceptionOutcome } from "./types.ts";

const STORED = {
  id: true,
  number: true,
  title: true,
  status: true,
  ruleIds: true,
  conditions: true,
  step: true,
  expiresAt: true,
  version: true,
} as const;

const mentioned = (moved: Moved): object => ({ silenced: moved.silenced, returned: moved.returned });

/**
 * Saves an exception and puts it into force on what is stored, in one transaction. Refused when its conditions cannot be used,
 * when it does not match the alert it was written for, or when it would have silenced a confirmed true positive.
 */
export async function saveException(actor: Actor, draft: ExceptionDraft, now: Date): Promise<SaveExceptionOutcome> {
  const lints: readonly Lint[] = await checkDraft(draft, now);
  if (lints.some((lint) => lint.level === "block")) return { ok: false, lints };
  return inTransaction(actor, async (tx, audit, batchId) => {
    const row = await tx.exception.create({
      data: {
        title: storable(draft.title),
        reason: storable(draft.reason),
        conditions: draft.conditions.map((condition) => ({ ...condition, values: [...condition.values] })),
        ruleIds: [...draft.ruleIds],
        step: draft.step === null ? null : storable(draft.step),
        sourceAlertId: draft.sourceAlertId,
        expiresAt: draft.expiresAt === null ? null : new Date(draft.expiresAt),
        createdBy: actor.id,
        createdByName: actor.name,
      },
      select: STORED,
    });
    const moved = await applyException(tx, toException(row), now);
    const { title, reason, conditions, ruleIds, step, expiresAt } = draft;
    const after = { title, reason, conditions, ruleIds, step, expiresAt, number: row.number, version: row.version, status: "active" };
    audit("exception.create", { type: "exception", id: row.id }, { after: { ...after, ...mentioned(moved) } });
    auditMoves(audit, moved, row);
    return { ok: true, id: row.id, number: row.number, silenced: moved.silenced.length, batchId };
  });
}

/** Ends an exception; the alerts in which something counts again are back in the queue. `changed`: how many. */
export async function removeException(actor: Actor, exceptionId: string, now: Date): Promise<TriageOutcome> {
  return inTransaction(actor, async (tx, audit, batchId) => {
    await holdExceptions(onPrisma(tx));
    const row = await tx.exception.findUnique({ where: { id: exceptionId }, select: STORED });
    if (!row) throw new AppError("not-found", "there is no such exception");
    if (row.status === "removed") return { ok: false, reason: "it was removed already" };
    const version = row.version + 1;
    await tx.exception.update({ where: { id: row.id }, data: { status: "removed", endedAt: now, version } });
    const moved = await withdrawException(tx, row.id);
    const before = { status: row.status, expiresAt: row.expiresAt, version: row.version };
    audit("exception.remove", { type: "exception", id: row.id }, { before, after: { status: "removed", version, ...mentioned(moved) } });
    auditMoves(audit, moved, row);
    return { ok: true, changed: moved.returned.length, skipped: [], batchId };
  });
}

/** Sets another expiry; an expired exception comes into force again. `changed`: alerts that went to *silenced* by it. */
export async function extendException(actor: Actor, input: ExtendException, now: Date): Promise<TriageOutcome> {
  const expiresAt = input.expiresAt === null ? null : new Date(input.expiresAt);
  if (expiresAt && expiresAt <= now) return { ok: false, reason: "the new expiry has already passed: remove the exception instead" };
  return inTransaction(actor, async (tx, audit, batchId) => {
    await holdExceptions(onPrisma(tx));
    const row = await tx.exception.findUnique({ where: { id: input.exceptionId }, select: STORED });
    if (!row) throw new AppError("not-found", "there is no such exception");
    if (row.status === "removed") return { ok: false, reason: "it was removed: write a new one" };
    const version = row.version + 1;
    await tx.exception.update({ where: { id: row.id }, data: { status: "active", expiresAt, endedAt: null, version } });
    // Also when it was active: workers hold the old expiry until the revision moves.
    const moved = await applyException(tx, toException({ ...row, expiresAt }), now);
    const before = { status: row.status, expiresAt: row.expiresAt, version: row.version };
    audit(
      "exception.extend",
      { type: "exception", id: row.id },
      { before, after: { status: "active", expiresAt, version, ...mentioned(moved) } },
    );
    auditMoves(audit, moved, row);
    return { ok: true, changed: moved.silenced.length, skipped: [], batchId };
  });
}

/**
 * Ends every active exception whose time has come: a stored transition, so that no reader has to know the clock.
 * Each in a transaction of its own. For a job that runs every minute.
 */
export async function expireExceptions(now: Date): Promise<{ readonly expired: number; readonly returned: number }> {
  const due = { status: "active", expiresAt: { lte: now } } as const;
  const rows = await db().exception.findMany({ where: due, orderBy: { number: "asc" }, select: { id: true } });
  let expired = 0;
  let returned = 0;
  for (const { id } of rows) {
    const moved = await inTransaction(systemActor("expiry"), async (tx, audit) => {
      await holdExceptions(onPrisma(tx));
      // Somebody may have extended or removed it since the list was read.
      const row = await tx.exception.findFirst({ where: { id, ...due }, select: STORED });
      if (!row) return null;
      const version = row.version + 1;
      await tx.exception.update({ where: { id }, data: { status: "expired", endedAt: now, version } });
      const effect = await withdrawException(tx, id);
      const before = { status: row.status, expiresAt: row.expiresAt, version: row.version };
      audit("exception.expire", { type: "exception", id }, { before, after: { status: "expired", version, ...mentioned(effect) } });
      auditMoves(audit, effect, row);
      return effect;
    });
    if (!moved) continue;
    expired++;
    returned += moved.returned.length;
  }
  return { expired, returned };
}
