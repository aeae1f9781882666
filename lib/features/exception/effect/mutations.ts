import "server-only";
import type { Exception, ExceptionId, Subject } from "#core/exception/exception";
import { compileExceptions } from "#core/exception/judge";
import { Prisma } from "#lib/db/generated/client";
import { holdExceptions } from "#lib/db/locks";
import { onPrisma, type Query } from "#lib/db/query";
import type { Audit, Transaction } from "#lib/db/transaction";
import { type Moved, recountAlerts } from "../../alert/count/mutations.ts";
import { type EvidenceRef, readSubjects } from "../../alert/evidence/data.ts";
import { candidates } from "../candidate/data.ts";

const { sql } = Prisma;

/** Workers reload rules and exceptions when this has moved; raised in the transaction of the change itself. */
export async function bumpRevision(query: Query): Promise<void> {
  await query(sql`UPDATE detection_revision SET revision = revision + 1 WHERE id = 1`);
}

/** The pieces an exception matches. Judged as arriving evidence is, with the clock given. */
export function matchedBy(
  exception: Exception,
  read: readonly { readonly ref: EvidenceRef; readonly subject: Subject }[],
  now: Date,
): readonly EvidenceRef[] {
  const judge = compileExceptions([exception]);
  return read
    .filter(({ ref, subject }) => judge.silencedBy(subject, now.getTime(), ref.step ?? undefined).length > 0)
    .map(({ ref }) => ref);
}

/** One audit row for each alert that went or came back, so that its own history tells it. */
export function auditMoves(audit: Audit, moved: Moved, exception: { readonly id: string; readonly number: number }): void {
  const after = { exceptionId: exception.id, number: exception.number };
  for (const id of moved.silenced) audit("alert.silence", { type: "alert", id }, { after });
  for (const id of moved.returned) audit("alert.return", { type: "alert", id }, { after });
}

/**
 * Puts an exception into force on what is stored: its id goes to every piece of evidence it matches of alerts that are not closed,
 * and their counts and status follow. Holds off raising until the transaction ends.
 */
export async function applyException(tx: Transaction, exception: Exception, now: Date): Promise<Moved> {
  const query = onPrisma(tx);
  await holdExceptions(query);
  const touched = new Set<string>();
  for await (const page of candidates(query, exception, { statuses: ["open", "in_progress", "silenced"] })) {
    const matched = matchedBy(exception, await readSubjects(query, page), now);
    if (matched.length === 0) continue;
    await addException(query, exception.id, matched);
    for (const ref of matched) touched.add(ref.alertId);
  }
  const moved = await recountAlerts(query, [...touched]);
  await bumpRevision(query);
  return moved;
}

async function addException(query: Query, id: ExceptionId, refs: readonly EvidenceRef[]): Promise<void> {
  const keys = refs.map((ref) => ref.alertKey);
  const findings = refs.map((ref) => ref.findingId);
  const events = refs.map((ref) => ref.eventId);
  await query(sql`
    UPDATE alert_evidence e SET silenced_by = e.silenced_by || ${id}::uuid
    FROM unnest(${keys}::uuid[], ${findings}::uuid[], ${events}::uuid[]) r(alert_key, finding_id, event_id)
    WHERE e.alert_key = r.alert_key AND e.finding_id = r.finding_id AND e.event_id = r.event_id AND NOT e.silenced_by @> ARRAY[${id}]::uuid[]`);
}

/** Takes an exception out of force: its id leaves all evidence, and alerts in which something counts again come back. */
export async function withdrawException(tx: Transaction, id: string): Promise<Moved> {
  const query = onPrisma(tx);
  await holdExceptions(query);
  const rows = await query<{ id: string }>(sql`
    WITH cleared AS (
      UPDATE alert_evidence SET silenced_by = array_remove(silenced_by, ${id}::uuid)
      WHERE silenced_by @> ARRAY[${id}]::uuid[] RETURNING alert_id)
    SELECT DISTINCT alert_id AS id FROM cleared`);
  const moved = await recountAlerts(
    query,
    rows.map((row) => row.id),
  );
  await bumpRevision(query);
  return moved;
}
