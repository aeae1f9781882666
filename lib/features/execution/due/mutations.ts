import "server-only";
import { randomUUID } from "node:crypto";
import { nextDue } from "#core/schedule/due";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import { systemActor } from "../../account/system.ts";

/** Rules taken in one transaction. */
const MOST = 200;

interface DueRule {
  readonly id: string;
  readonly version: number;
  readonly everySeconds: number;
  readonly lookBackSeconds: number;
  readonly nextRunAt: Date;
}

/**
 * Queues an execution of every rule whose time has come, and says when each is due next. Several schedulers at once share the rules
 * out: a rule somebody else holds is passed over. A rule whose execution still waits gets no second one. Answers how many were queued.
 */
export async function queueDueRules(now: Date): Promise<number> {
  const actor = systemActor("scheduler");
  return db().$transaction(async (tx) => {
    const query = onPrisma(tx);
    const due = await query<DueRule>(Prisma.sql`
      SELECT id, version, every_seconds AS "everySeconds", coalesce(look_back_seconds, every_seconds) AS "lookBackSeconds",
             next_run_at AS "nextRunAt"
      FROM rule WHERE next_run_at <= ${now}::timestamptz AND every_seconds IS NOT NULL ORDER BY next_run_at LIMIT ${MOST} FOR UPDATE SKIP LOCKED`);
    if (due.length === 0) return 0;
    const rows = due.map((rule) => ({
      id: randomUUID(),
      rule_id: rule.id,
      rule_version: rule.version,
      range_from: new Date(now.getTime() - rule.lookBackSeconds * 1_000).toISOString(),
      due_at: rule.nextRunAt.toISOString(),
      next: new Date(nextDue(rule.everySeconds * 1_000, rule.nextRunAt.getTime(), now.getTime())).toISOString(),
    }));
    // The range is settled when the execution is taken into work; until then it is what it would be now.
    const queued = await query<{ readonly id: string }>(Prisma.sql`
      WITH due AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS d(
          id uuid, rule_id text, rule_version int, range_from timestamptz, due_at timestamptz, next timestamptz)
      ), moved AS (
        UPDATE rule r SET next_run_at = due.next FROM due WHERE r.id = due.rule_id
      )
      INSERT INTO execution (id, rule_id, rule_version, trigger, range_from, range_to, due_at, created_by, created_by_name, created_at)
      SELECT id, rule_id, rule_version, 'schedule', range_from, ${now}::timestamptz, due_at, ${actor.id}, ${actor.name}, ${now}::timestamptz FROM due
      ON CONFLICT DO NOTHING RETURNING id::text`);
    return queued.length;
  });
}
