import "server-only";
import { randomUUID } from "node:crypto";
import { Prisma } from "#lib/db/generated/client";
import { isoInstant } from "#lib/db/iso-instant";
import { onPrisma } from "#lib/db/query";
import { storable, storableJson } from "#lib/db/text";
import { type Change, inTransaction, type Transaction } from "#lib/db/transaction";
import type { Actor } from "../../account/types.ts";
import type { AddNote, AlertStatus, JudgeAlerts, Verdict } from "../schema.ts";
import type { SkippedAlert, TriageOutcome } from "../types.ts";

/** What people decide about an alert: all that triage writes, and all that undo restores. */
export interface AlertState {
  readonly status: AlertStatus;
  readonly verdict: Verdict | null;
  readonly verdictReason: string | null;
  readonly assigneeId: string | null;
  readonly assigneeName: string | null;
  readonly takenAt: string | null;
  readonly closedAt: string | null;
  readonly version: number;
}

interface HeldAlert extends AlertState {
  readonly id: string;
  readonly counts: boolean;
}

/** Locks alerts in one order, so that two people who pick the same thousand never deadlock, and reads what they are now. */
export async function holdAlerts(tx: Transaction, alertIds: readonly string[]): Promise<ReadonlyMap<string, HeldAlert>> {
  const rows = await onPrisma(tx)<HeldAlert>(Prisma.sql`
    SELECT id, status, verdict, verdict_reason AS "verdictReason", assignee_id AS "assigneeId", assignee_name AS "assigneeName",
           ${isoInstant(Prisma.sql`taken_at`)} AS "takenAt",
           ${isoInstant(Prisma.sql`closed_at`)} AS "closedAt",
           version, count > 0 AS counts
    FROM alert WHERE id = ANY(${[...alertIds]}::uuid[]) ORDER BY id FOR UPDATE`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** What an alert that is not closed shows as: silenced while nothing counts, in progress while somebody has it. */
export function liveStatus(alert: { readonly counts: boolean; readonly assigneeId: string | null }): AlertStatus {
  if (!alert.counts) return "silenced";
  return alert.assigneeId === null ? "open" : "in_progress";
}

/** Writes the state of alerts that the caller holds. */
export async function writeStates(tx: Transaction, states: ReadonlyMap<string, AlertState>): Promise<void> {
  const rows = [...states].map(([id, state]) => ({ id, ...state }));
  if (rows.length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    UPDATE alert a SET status = r.status, verdict = r.verdict, verdict_reason = r."verdictReason", assignee_id = r."assigneeId",
      assignee_name = r."assigneeName", taken_at = r."takenAt", closed_at = r."closedAt", version = r.version
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(
      id uuid, status text, verdict text, "verdictReason" text, "assigneeId" text, "assigneeName" text,
      "takenAt" timestamptz, "closedAt" timestamptz, version int)
    WHERE a.id = r.id`);
}

/** Who last changed these alerts, and when: what a person who came second is told. */
export async function lastChanges(tx: Transaction, alertIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (alertIds.length === 0) return new Map();
  const rows = await onPrisma(tx)<{ id: string; text: string }>(Prisma.sql`
    SELECT DISTINCT ON (subject_id) subject_id AS id,
           actor_name || to_char(at AT TIME ZONE 'UTC', ' "at" YYYY-MM-DD HH24:MI "UTC"') AS text
    FROM audit_entry WHERE subject_type = 'alert' AND subject_id = ANY(${[...alertIds]}) AND action <> 'alert.note'
    ORDER BY subject_id, audit_entry.id DESC`);
  return new Map(rows.map((row) => [row.id, row.text]));
}

/** The next state of an alert, or why it stays as it is. `{last}` in a reason becomes who changed it last, and when. */
type Decide = (alert: AlertState & { readonly counts: boolean }) => Omit<AlertState, "version"> | string;

const plain = ({ status, verdict, verdictReason, assigneeId, assigneeName, takenAt, closedAt, version }: AlertState): AlertState => ({
  status,
  verdict,
  verdictReason,
  assigneeId,
  assigneeName,
  takenAt,
  closedAt,
  version,
});

interface Decision {
  /** As the audit calls it. */
  readonly action: string;
  readonly decide: Decide;
  /** What else the audit says of an alert that changed. */
  readonly extra?: (alertId: string) => object;
}

async function decideEach(
  { tx, audit }: Pick<Change, "tx" | "audit">,
  alertIds: readonly string[],
  { action, decide, extra = () => ({}) }: Decision,
): Promise<{ readonly changed: readonly string[]; readonly skipped: readonly SkippedAlert[] }> {
  const ids = [...new Set(alertIds)];
  const held = await holdAlerts(tx, ids);
  const states = new Map<string, AlertState>();
  const refused = new Map<string, string>();
  for (const id of ids) {
    const alert = held.get(id);
    const next = alert ? decide(alert) : "there is no such alert";
    if (typeof next === "string" || !alert) refused.set(id, typeof next === "string" ? next : "");
    else states.set(id, plain({ ...next, version: alert.version + 1 }));
  }
  await writeStates(tx, states);
  for (const [id, after] of states) {
    const before = held.get(id);
    audit(action, { type: "alert", id }, { before: before && plain(before), after: { ...after, ...extra(id) } });
  }
  const changes = await lastChanges(tx, [...refused.keys()]);
  const skipped = [...refused].map(([alertId, reason]) => ({
    alertId,
    reason: reason.replace("{last}", changes.get(alertId) ?? "somebody"),
  }));
  return { changed: [...states.keys()], skipped };
}

const SILENCED = "silenced by an exception";

/** Assigns open alerts to the actor. Somebody else's stay theirs: release first. */
export async function takeAlerts(actor: Actor, alertIds: readonly string[], now: Date): Promise<TriageOutcome> {
  return inTransaction(actor, async (tx, audit, batchId) => {
    const decide: Decide = (alert) => {
      if (alert.status === "closed") return "closed by {last}";
      if (alert.status === "silenced") return SILENCED;
      if (alert.assigneeId === actor.id) return "already yours";
      if (alert.assigneeId !== null) return `in progress by ${alert.assigneeName}, taken by {last}`;
      return { ...alert, status: "in_progress", assigneeId: actor.id, assigneeName: actor.name, takenAt: now.toISOString() };
    };
    const { changed, skipped } = await decideEach({ tx, audit }, alertIds, { action: "alert.take", decide });
    return { ok: true, changed: changed.length, skipped, batchId };
  });
}

/** Puts alerts in progress back for anybody, whoever has them. */
export async function releaseAlerts(actor: Actor, alertIds: readonly string[]): Promise<TriageOutcome> {
  return inTransaction(actor, async (tx, audit, batchId) => {
    const decide: Decide = (alert) => {
      if (alert.status === "closed") return "closed by {last}";
      if (alert.assigneeId === null) return "nobody has it";
      return { ...alert, status: liveStatus({ ...alert, assigneeId: null }), assigneeId: null, assigneeName: null, takenAt: null };
    };
    const { changed, skipped } = await decideEach({ tx, audit }, alertIds, { action: "alert.release", decide });
    return { ok: true, changed: changed.length, skipped, batchId };
  });
}

async function writeNotes(tx: Transaction, actor: Actor, notes: readonly { id: string; alertId: string }[], text: string): Promise<void> {
  await tx.alertNote.createMany({
    data: notes.map((note) => ({ ...note, authorId: actor.id, authorName: actor.name, text: storable(text) })),
  });
}

/** Gives a verdict and closes, taking the alert first where nobody has it. Alerts somebody else works on are skipped. */
export async function judgeAlerts(actor: Actor, input: JudgeAlerts, now: Date): Promise<TriageOutcome> {
  const at = now.toISOString();
  return inTransaction(actor, async (tx, audit, batchId) => {
    const notes = new Map<string, string>();
    if (input.note) for (const alertId of input.alertIds) notes.set(alertId, randomUUID());
    const decide: Decide = (alert) => {
      if (alert.status === "closed") return "closed by {last}";
      if (alert.assigneeId !== null && alert.assigneeId !== actor.id) return `in progress by ${alert.assigneeName}`;
      return {
        status: "closed",
        verdict: input.verdict,
        verdictReason: input.reason,
        assigneeId: actor.id,
        assigneeName: actor.name,
        takenAt: alert.takenAt ?? at,
        closedAt: at,
      };
    };
    const extra = (alertId: string): object => (notes.has(alertId) ? { noteId: notes.get(alertId) } : {});
    const { changed, skipped } = await decideEach({ tx, audit }, input.alertIds, { action: "alert.verdict", decide, extra });
    if (input.note) {
      const rows = changed.flatMap((alertId) => {
        const id = notes.get(alertId);
        return id ? [{ id, alertId }] : [];
      });
      await writeNotes(tx, actor, rows, input.note);
    }
    return { ok: true, changed: changed.length, skipped, batchId };
  });
}

/** Takes the verdict back and puts closed alerts into the queue, unassigned. */
export async function reopenAlerts(actor: Actor, alertIds: readonly string[]): Promise<TriageOutcome> {
  return inTransaction(actor, async (tx, audit, batchId) => {
    const decide: Decide = (alert) => {
      if (alert.status === "silenced") return `${SILENCED}: remove the exception to bring it back`;
      if (alert.status !== "closed") return "not closed";
      const open = { verdict: null, verdictReason: null, assigneeId: null, assigneeName: null, takenAt: null, closedAt: null };
      return { ...open, status: liveStatus({ counts: alert.counts, assigneeId: null }) };
    };
    const { changed, skipped } = await decideEach({ tx, audit }, alertIds, { action: "alert.reopen", decide });
    return { ok: true, changed: changed.length, skipped, batchId };
  });
}

/** Adds a note; it changes nothing else, so anybody may, at any time. */
export async function addNote(actor: Actor, input: AddNote): Promise<TriageOutcome> {
  return inTransaction(actor, async (tx, audit, batchId) => {
    const alert = await tx.alert.findUnique({ where: { id: input.alertId }, select: { id: true } });
    if (!alert) return { ok: true, changed: 0, skipped: [{ alertId: input.alertId, reason: "there is no such alert" }], batchId };
    const noteId = randomUUID();
    await writeNotes(tx, actor, [{ id: noteId, alertId: input.alertId }], input.text);
    audit("alert.note", { type: "alert", id: input.alertId }, { after: { noteId, text: input.text } });
    return { ok: true, changed: 1, skipped: [], batchId };
  });
}
