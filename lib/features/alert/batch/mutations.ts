import "server-only";
import { z } from "zod";
import type { ExceptionId } from "#core/exception/exception";
import { Prisma } from "#lib/db/generated/client";
import { holdExceptions } from "#lib/db/locks";
import { onPrisma } from "#lib/db/query";
import { type Audit, inTransaction, type Transaction } from "#lib/db/transaction";
import type { Actor } from "../../account/types.ts";
import { toException } from "../../exception/data.ts";
import { applyException, auditMoves, withdrawException } from "../../exception/effect/mutations.ts";
import { ALERT_STATUSES, VERDICTS } from "../schema.ts";
import { type AlertState, holdAlerts, lastChanges, liveStatus, writeStates } from "../triage/mutations.ts";
import type { SkippedAlert, TriageOutcome } from "../types.ts";

const StoredState = z.object({
  status: z.enum(ALERT_STATUSES),
  verdict: z.enum(VERDICTS).nullable(),
  verdictReason: z.string().nullable(),
  assigneeId: z.string().nullable(),
  assigneeName: z.string().nullable(),
  takenAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  version: z.number().int(),
});
const Versioned = z.object({ version: z.number().int() });
const WithNote = z.object({ noteId: z.uuid().optional() });
const ExceptionBefore = z.object({ status: z.enum(["active", "expired"]), expiresAt: z.iso.datetime().nullable() });

interface Entry {
  readonly id: bigint;
  readonly action: string;
  readonly subjectId: string;
  readonly before: unknown;
  readonly after: unknown;
}

const STATE_ACTIONS: ReadonlySet<string> = new Set(["alert.take", "alert.release", "alert.verdict", "alert.reopen"]);
const EXCEPTION_ACTIONS: ReadonlySet<string> = new Set(["exception.create", "exception.remove", "exception.extend"]);
/** Rows that tell what another row of the same batch did. */
const CONSEQUENCES: ReadonlySet<string> = new Set(["alert.silence", "alert.return"]);

/** The rows of a batch that still stand, held: of two people who undo it at once, the second finds none. */
async function holdEntries(tx: Transaction, batchId: string): Promise<readonly Entry[]> {
  return onPrisma(tx)<Entry>(Prisma.sql`
    SELECT id, action, subject_id AS "subjectId", before, after FROM audit_entry
    WHERE batch_id = ${batchId}::uuid AND undone_by IS NULL ORDER BY id DESC FOR UPDATE`);
}

interface Undone {
  readonly entries: readonly bigint[];
  readonly changed: number;
  readonly skipped: readonly SkippedAlert[];
}

/** Restores alerts to what they were before, unless somebody has changed them since. New evidence is no such change. */
async function undoStates(tx: Transaction, audit: Audit, entries: readonly Entry[]): Promise<Undone> {
  const held = await holdAlerts(
    tx,
    entries.map((entry) => entry.subjectId),
  );
  const states = new Map<string, AlertState>();
  const stale = new Map<string, string>();
  const done: bigint[] = [];
  for (const entry of entries) {
    const alert = held.get(entry.subjectId);
    const before = StoredState.safeParse(entry.before);
    const after = Versioned.safeParse(entry.after);
    if (!alert || !before.success || !after.success) stale.set(entry.subjectId, "there is no such alert any more");
    else if (alert.version !== after.data.version) stale.set(entry.subjectId, "changed since by {last}");
    else {
      const status = before.data.status === "closed" ? "closed" : liveStatus({ counts: alert.counts, assigneeId: before.data.assigneeId });
      const { id: _id, counts: _counts, ...current } = alert;
      const restored = { ...before.data, status, version: alert.version + 1 };
      states.set(entry.subjectId, restored);
      audit("alert.undo", { type: "alert", id: entry.subjectId }, { before: current, after: { ...restored, undoes: entry.action } });
      done.push(entry.id);
    }
  }
  await writeStates(tx, states);
  const changes = await lastChanges(tx, [...stale.keys()]);
  const skipped = [...stale].map(([alertId, reason]) => ({
    alertId,
    reason: reason.replace("{last}", changes.get(alertId) ?? "somebody"),
  }));
  return { entries: done, changed: states.size, skipped };
}

/** Takes notes back that came with the entries; what they said stays in the audit. */
async function undoNotes(tx: Transaction, audit: Audit, entries: readonly Entry[], now: Date): Promise<number> {
  let changed = 0;
  for (const entry of entries) {
    const { noteId } = WithNote.safeParse(entry.after).data ?? {};
    if (!noteId) continue;
    const { count } = await tx.alertNote.updateMany({ where: { id: noteId, deletedAt: null }, data: { deletedAt: now } });
    if (count > 0 && entry.action === "alert.note")
      audit("alert.undo", { type: "alert", id: entry.subjectId }, { after: { noteId, undoes: entry.action } });
    changed += count;
  }
  return changed;
}

/** Sets one exception back: created ones end, removed ones run again, extended ones have their old expiry. A text is why not. */
async function undoException(tx: Transaction, audit: Audit, entry: Entry, now: Date): Promise<string | null> {
  await holdExceptions(onPrisma(tx));
  const select = {
    id: true,
    number: true,
    status: true,
    ruleIds: true,
    conditions: true,
    step: true,
    expiresAt: true,
    version: true,
  } as const;
  const row = await tx.exception.findUnique({ where: { id: entry.subjectId }, select });
  const after = Versioned.safeParse(entry.after);
  if (!row || !after.success || row.version !== after.data.version) return "the exception has been changed since";
  const version = row.version + 1;
  const current = { status: row.status, expiresAt: row.expiresAt, version: row.version };
  const was = entry.action === "exception.create" ? { status: "removed" as const, expiresAt: row.expiresAt } : restoredException(entry);
  if (!was) return "what the exception was before cannot be read";
  if (was.status === "active" && was.expiresAt && was.expiresAt <= now) return "the exception would have expired in the meantime";
  const endedAt = was.status === "active" ? null : now;
  await tx.exception.update({ where: { id: row.id }, data: { status: was.status, expiresAt: was.expiresAt, endedAt, version } });
  const moved =
    was.status === "active"
      ? await applyException(tx, toException({ ...row, expiresAt: was.expiresAt }), now)
      : await withdrawException(tx, row.id as ExceptionId);
  audit(
    "exception.undo",
    { type: "exception", id: row.id },
    { before: current, after: { ...was, version, undoes: entry.action, silenced: moved.silenced, returned: moved.returned } },
  );
  auditMoves(audit, moved, row);
  return null;
}

function restoredException(entry: Entry): { readonly status: "active" | "expired"; readonly expiresAt: Date | null } | null {
  const before = ExceptionBefore.safeParse(entry.before);
  if (!before.success) return null;
  const { status, expiresAt } = before.data;
  return { status, expiresAt: expiresAt === null ? null : new Date(expiresAt) };
}

/**
 * Takes back everything one gesture did: assignments, verdicts, notes, exceptions and what those silenced. What somebody has changed since
 * stays as it is and is named. `changed`: alerts, notes and exceptions that were set back.
 */
export async function undoBatch(actor: Actor, undone: string, now: Date): Promise<TriageOutcome> {
  return inTransaction(actor, async (tx, audit, batchId) => {
    const entries = await holdEntries(tx, undone);
    const undoable = entries.filter(
      (entry) => STATE_ACTIONS.has(entry.action) || EXCEPTION_ACTIONS.has(entry.action) || entry.action === "alert.note",
    );
    if (undoable.length === 0) return { ok: false, reason: "there is nothing to undo: it was undone already, or it cannot be undone here" };
    const done: bigint[] = [];
    const skipped: SkippedAlert[] = [];
    let changed = 0;
    for (const entry of undoable.filter((candidate) => EXCEPTION_ACTIONS.has(candidate.action))) {
      const refusal = await undoException(tx, audit, entry, now);
      if (refusal !== null) return { ok: false, reason: refusal };
      changed++;
      done.push(entry.id, ...entries.filter((other) => CONSEQUENCES.has(other.action)).map((other) => other.id));
    }
    const states = await undoStates(
      tx,
      audit,
      undoable.filter((entry) => STATE_ACTIONS.has(entry.action)),
    );
    changed += states.changed;
    done.push(...states.entries);
    skipped.push(...states.skipped);
    const withNotes = undoable.filter((entry) => entry.action === "alert.note" || states.entries.includes(entry.id));
    const notes = await undoNotes(tx, audit, withNotes, now);
    const loneNotes = undoable.filter((entry) => entry.action === "alert.note");
    if (loneNotes.length > 0) changed += notes;
    done.push(...loneNotes.map((entry) => entry.id));
    await tx.auditEntry.updateMany({ where: { id: { in: done } }, data: { undoneBy: batchId } });
    return { ok: true, changed, skipped, batchId };
  });
}
