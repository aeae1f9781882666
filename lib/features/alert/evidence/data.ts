import "server-only";
import { z } from "zod";
import type { RuleId } from "#core/detection/finding";
import type { Event } from "#core/event/event";
import type { Subject } from "#core/exception/exception";
import { evidenceSubject, type ProcessContext } from "#core/exception/subject";
import { db } from "#lib/db/client";
import { decodeCursor, encodeCursor } from "#lib/db/cursor";
import { Prisma } from "#lib/db/generated/client";
import { isoInstant } from "#lib/db/iso-instant";
import { onPrisma, type Query } from "#lib/db/query";
import { getEvents } from "../../event/data.ts";
import { listMentions } from "../../exception/data.ts";
import { StoredShown } from "../shown/schema.ts";
import type { EvidenceItem, EvidencePage } from "../types.ts";

/** Where a piece of evidence stands, and what it is evidence of. */
export interface EvidenceRef {
  readonly alertId: string;
  readonly alertKey: string;
  readonly findingId: string;
  readonly eventId: string;
  readonly hostId: number;
  readonly ruleId: string;
  readonly processKey: string | null;
  readonly at: string;
  /** The step of its rule that it is. */
  readonly step: string | null;
}

/** The members of `EvidenceRef` from evidence `e` and its alert `a`. */
export const REF_COLUMNS = Prisma.sql`
  e.alert_id AS "alertId", e.alert_key AS "alertKey", e.finding_id AS "findingId", e.event_id AS "eventId", e.host_id AS "hostId",
  a.rule_id AS "ruleId", CASE WHEN e.finding_id = e.event_id THEN a.process_key ELSE e.process_key END AS "processKey",
  ${isoInstant(Prisma.sql`e.timestamp`)} AS at, e.step_name AS step`;

/** The pieces after one, in the order of their key; pages of a hundred thousand pieces cost the same wherever they lie. */
export function afterRef(last: EvidenceRef | undefined): Prisma.Sql {
  return last
    ? Prisma.sql`AND (e.alert_key, e.finding_id, e.event_id) > (${last.alertKey}::uuid, ${last.findingId}::uuid, ${last.eventId}::uuid)`
    : Prisma.empty;
}

/** As `afterRef` reads them. */
export const REF_ORDER = Prisma.sql`e.alert_key, e.finding_id, e.event_id`;

interface KnownContext extends ProcessContext {
  readonly hostId: number;
  readonly key: string;
}

/** What the process table knows of the processes of some evidence. */
async function processContexts(query: Query, refs: readonly EvidenceRef[]): Promise<ReadonlyMap<string, ProcessContext>> {
  const located = refs.filter((ref) => ref.processKey !== null);
  if (located.length === 0) return new Map();
  const rows = await query<KnownContext>(Prisma.sql`
    SELECT p.host_id AS "hostId", p.key, p.command_line AS "commandLine", p.executable, p.user_name AS "userName",
           parent.command_line AS "parentCommandLine"
    FROM (SELECT DISTINCT * FROM unnest(${located.map((ref) => ref.hostId)}::int[], ${located.map((ref) => ref.processKey)}::text[])) asked(host_id, key)
    JOIN process p USING (host_id, key)
    LEFT JOIN process parent ON parent.host_id = p.host_id AND parent.key = p.parent_key`);
  return new Map(rows.map((row) => [`${row.hostId} ${row.key}`, row]));
}

export interface ReadSubject {
  readonly ref: EvidenceRef;
  readonly subject: Subject;
}

/**
 * What stored evidence answers to exceptions, as it did when it was raised: the events are normalised again from their records.
 * Processes are read through `query`, so that a transaction sees its own. Evidence whose event is gone is left out: it matches nothing.
 */
export async function readSubjects(query: Query, refs: readonly EvidenceRef[]): Promise<readonly ReadSubject[]> {
  if (refs.length === 0) return [];
  const [events, contexts] = await Promise.all([
    getEvents(refs.map((ref) => ({ hostId: ref.hostId, timestamp: ref.at, id: ref.eventId }))),
    processContexts(query, refs),
  ]);
  return refs.flatMap((ref) => {
    const event = events.get(ref.eventId);
    if (!event) return [];
    const context = ref.processKey === null ? undefined : contexts.get(`${ref.hostId} ${ref.processKey}`);
    return [{ ref, subject: evidenceSubject(ref.ruleId as RuleId, event, context ?? null) }];
  });
}

/** Reason[] as it is stored. */
export const StoredReasons = z.array(
  z.object({
    path: z.string(),
    field: z.string(),
    test: z.string(),
    held: z.boolean(),
    value: z.string().exactOptional(),
    spans: z.array(z.tuple([z.number(), z.number()])),
  }),
);
const StoredEvidence = z.object({
  eventId: z.string(),
  hostId: z.number(),
  at: z.string(),
  why: StoredReasons,
  silencedBy: z.array(z.string()),
  shown: StoredShown.nullable().catch(null),
});
/** Ids of events are hashes, whose version bits mean nothing. */
const Cursor = z.tuple([z.iso.datetime(), z.guid()]);

/** A page of an alert's evidence with the events as they were recorded, newest first. An event of several findings comes once. */
export async function listEvidence(alertId: string, cursor: string | null, size: number): Promise<EvidencePage> {
  const after = decodeCursor(Cursor, cursor);
  const beyond = after ? Prisma.sql`AND (e.timestamp, e.event_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : Prisma.empty;
  const rows = await onPrisma(db())<unknown>(Prisma.sql`
    WITH page AS MATERIALIZED (
      SELECT DISTINCT e.timestamp, e.event_id FROM alert_evidence e WHERE e.alert_id = ${alertId}::uuid ${beyond}
      ORDER BY e.timestamp DESC, e.event_id DESC LIMIT ${size + 1}
    )
    SELECT page.event_id AS "eventId", min(e.host_id) AS "hostId",
           ${isoInstant(Prisma.sql`page.timestamp`)} AS at,
           (array_agg(e.why ORDER BY e.step_index, e.finding_id))[1] AS why,
           (array_agg(e.shown) FILTER (WHERE e.shown IS NOT NULL))[1] AS shown,
           ARRAY(SELECT DISTINCT x.id::text FROM alert_evidence o, unnest(o.silenced_by) x(id)
                 WHERE o.alert_id = ${alertId}::uuid AND o.timestamp = page.timestamp AND o.event_id = page.event_id) AS "silencedBy"
    FROM page JOIN alert_evidence e ON e.alert_id = ${alertId}::uuid AND e.timestamp = page.timestamp AND e.event_id = page.event_id
    GROUP BY page.timestamp, page.event_id ORDER BY page.timestamp DESC, page.event_id DESC`);
  const page = rows.slice(0, size).map((row) => StoredEvidence.parse(row));
  const [events, mentions] = await Promise.all([
    getEvents(page.map((row) => ({ hostId: row.hostId, timestamp: row.at, id: row.eventId }))),
    listMentions([...new Set(page.flatMap((row) => row.silencedBy))]),
  ]);
  const last = page.at(-1);
  const next = rows.length > size && last ? encodeCursor([last.at, last.eventId]) : null;
  return {
    items: page.map(({ silencedBy, shown, ...row }) => ({
      ...row,
      ...(shown && { shown: { title: shown.title, severity: shown.severity } }),
      ...contentOf(events.get(row.eventId)),
      silencedBy: silencedBy.flatMap((id) => mentions.get(id) ?? []),
    })),
    next,
  };
}

/** What the event itself shows. An event that retention has dropped leaves why the rule fired, which is kept with the alert. */
export function contentOf(event: Event | undefined): Pick<EvidenceItem, "class" | "source" | "file" | "record" | "fields" | "raw"> {
  if (!event) return { class: "other", source: "no longer stored", file: "", record: 0, fields: {}, raw: null };
  const { file, record } = event.record.position;
  return { class: event.class, source: event.source, file, record, fields: event.fields, raw: event.record.body };
}

/** The ids of an alert's newest events, for marking them elsewhere. */
export async function listEvidenceIds(alertId: string, most: number): Promise<readonly string[]> {
  const rows = await onPrisma(db())<{ id: string }>(Prisma.sql`
    SELECT DISTINCT e.timestamp, e.event_id AS id FROM alert_evidence e WHERE e.alert_id = ${alertId}::uuid
    ORDER BY e.timestamp DESC, e.event_id DESC LIMIT ${most}`);
  return rows.map((row) => row.id);
}
