import "server-only";
import type { RuleId } from "#core/detection/finding";
import type { Subject } from "#core/exception/exception";
import { evidenceSubject, type ProcessContext } from "#core/exception/subject";
import { Prisma } from "#lib/db/generated/client";
import type { Query } from "#lib/db/query";
import { getEvents } from "../../event/data.ts";

/** Where a piece of evidence stands, and what it is evidence of. */
export interface EvidenceRef {
  readonly alertId: string;
  readonly eventId: string;
  readonly hostId: number;
  readonly ruleId: string;
  readonly processKey: string | null;
  readonly at: string;
  /** Nothing silences it now. */
  readonly counts: boolean;
}

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
