import "server-only";
import { randomUUID } from "node:crypto";
import type { EpochMicros } from "#core/event/event";
import { Prisma } from "#lib/db/generated/client";
import { instant } from "#lib/db/instant";
import type { Query } from "#lib/db/query";
import { systemActor } from "../../account/system.ts";

/** The time that an upload's events cover. */
export interface UploadedRange {
  readonly from: EpochMicros;
  readonly to: EpochMicros;
}

/**
 * Queues an execution of scheduled rules over what an upload has brought, so that history is looked at at once and not at the next
 * turn. One that waits already is widened instead. Rules that are off, refused or without a schedule are passed over.
 */
export async function queueUploaded(query: Query, ruleIds: readonly string[], range: UploadedRange, now: Date): Promise<number> {
  if (ruleIds.length === 0) return 0;
  const actor = systemActor("scheduler");
  const rows = ruleIds.map((rule_id) => ({ id: randomUUID(), rule_id }));
  const queued = await query<{ readonly id: string }>(Prisma.sql`
    INSERT INTO execution (id, rule_id, rule_version, trigger, range_from, range_to, created_by, created_by_name, created_at)
    SELECT q.id, r.id, r.version, 'upload', ${instant(range.from)}::timestamptz, ${instant(range.to)}::timestamptz, ${actor.id}, ${actor.name},
           ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS q(id uuid, rule_id text) JOIN rule r ON r.id = q.rule_id
    WHERE r.next_run_at IS NOT NULL
    ON CONFLICT (rule_id, trigger) WHERE status = 'queued' AND trigger IN ('schedule', 'upload')
    DO UPDATE SET range_from = least(execution.range_from, excluded.range_from), range_to = greatest(execution.range_to, excluded.range_to)
    RETURNING execution.id::text AS id`);
  return queued.length;
}
