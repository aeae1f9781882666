import "server-only";
import type pg from "pg";
import type { Exception, TextField } from "#core/exception/exception";
import { compileExceptions } from "#core/exception/judge";
import { Prisma } from "#lib/db/generated/client";
import { onClient, type Query } from "#lib/db/query";
import { storableJson } from "#lib/db/text";
import { listRunningExceptions } from "../../exception/data.ts";
import { recountAlerts } from "../count/mutations.ts";
import { type EvidenceRef, readSubjects } from "../evidence/data.ts";

const { sql } = Prisma;
const PAGE = 500;

/** What an event that names its process only by id leaves to the process table to say. */
const PROCESS_FIELDS: ReadonlySet<string> = new Set<TextField>([
  "process.command_line",
  "process.parent.command_line",
  "process.executable",
  "user.name",
]);
const readsProcess = (exception: Exception): boolean => exception.conditions.some((condition) => PROCESS_FIELDS.has(condition.field));

export interface ProcessRef {
  readonly hostId: number;
  readonly key: string;
}

/** Fills in what alerts show of a process that is known better now. What the process table does not know overwrites nothing. */
async function updateColumns(query: Query, hosts: readonly number[], keys: readonly string[]): Promise<void> {
  await query(sql`
    UPDATE alert a SET process_name = coalesce(p.name, a.process_name), executable = coalesce(p.executable, a.executable),
      command_line = coalesce(p.command_line, a.command_line), user_name = coalesce(a.user_name, p.user_name)
    FROM (SELECT DISTINCT * FROM unnest(${hosts}::int[], ${keys}::text[])) r(host_id, key) JOIN process p USING (host_id, key)
    WHERE a.host_id = p.host_id AND a.process_key = p.key AND a.status <> 'closed'
      AND (a.process_name, a.executable, a.command_line, a.user_name) IS DISTINCT FROM
          (coalesce(p.name, a.process_name), coalesce(p.executable, a.executable), coalesce(p.command_line, a.command_line),
           coalesce(a.user_name, p.user_name))`);
}

/** Live alerts of these processes and of their children, whose parent's command line is theirs to answer for too. */
async function liveAlerts(query: Query, hosts: readonly number[], keys: readonly string[]): Promise<readonly string[]> {
  const rows = await query<{ id: string }>(sql`
    WITH r AS MATERIALIZED (SELECT DISTINCT * FROM unnest(${hosts}::int[], ${keys}::text[]) r(host_id, key))
    SELECT a.id FROM r JOIN alert a ON a.host_id = r.host_id AND a.process_key = r.key WHERE a.status <> 'closed'
    UNION
    SELECT a.id FROM r JOIN process c ON c.host_id = r.host_id AND c.parent_key = r.key
    JOIN alert a ON a.host_id = c.host_id AND a.process_key = c.key WHERE a.status <> 'closed'`);
  return rows.map((row) => row.id);
}

interface JudgedRef extends EvidenceRef {
  readonly silencedBy: readonly string[];
}

async function evidencePage(query: Query, alertIds: readonly string[], last: JudgedRef | undefined): Promise<readonly JudgedRef[]> {
  const beyond = last ? sql`AND (e.alert_id, e.event_id) > (${last.alertId}::uuid, ${last.eventId}::uuid)` : Prisma.empty;
  return query<JudgedRef>(sql`
    SELECT e.alert_id AS "alertId", e.event_id AS "eventId", e.host_id AS "hostId", a.rule_id AS "ruleId", a.process_key AS "processKey",
           to_char(e.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, cardinality(e.silenced_by) = 0 AS counts,
           e.silenced_by::text[] AS "silencedBy"
    FROM alert_evidence e JOIN alert a ON a.id = e.alert_id
    WHERE e.alert_id = ANY(${[...alertIds]}::uuid[]) ${beyond} ORDER BY e.alert_id, e.event_id LIMIT ${PAGE}`);
}

/** Judges stored evidence again by the exceptions that read the process; the verdicts of all others stand. Gives the alerts that changed. */
async function judgeAgain(
  query: Query,
  alertIds: readonly string[],
  exceptions: readonly Exception[],
  now: number,
): Promise<readonly string[]> {
  const judge = compileExceptions(exceptions);
  const rejudged = new Set<string>(exceptions.map((exception) => exception.id));
  const changed = new Set<string>();
  let last: JudgedRef | undefined;
  for (;;) {
    const page = await evidencePage(query, alertIds, last);
    const before = new Map(page.map((ref) => [`${ref.alertId} ${ref.eventId}`, ref.silencedBy]));
    const rows = (await readSubjects(query, page)).flatMap(({ ref, subject }) => {
      const old = before.get(`${ref.alertId} ${ref.eventId}`) ?? [];
      const next = [...old.filter((id) => !rejudged.has(id)), ...judge.silencedBy(subject, now)];
      const isSame = next.length === old.length && next.every((id) => old.includes(id));
      return isSame ? [] : [{ alert_id: ref.alertId, event_id: ref.eventId, silenced_by: next }];
    });
    if (rows.length > 0) {
      await query(sql`
        UPDATE alert_evidence e SET silenced_by = ARRAY(SELECT jsonb_array_elements_text(r.silenced_by)::uuid)
        FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(alert_id uuid, event_id uuid, silenced_by jsonb)
        WHERE e.alert_id = r.alert_id AND e.event_id = r.event_id`);
      for (const row of rows) changed.add(row.alert_id);
    }
    last = page.at(-1);
    if (page.length < PAGE) return [...changed];
  }
}

/**
 * After processes became better known (a start event came later than what it did): their alerts show it, and exceptions that read
 * the process judge the stored evidence of live alerts again. On the caller's connection, which holds `shareExceptions`; evidence
 * written by the same transaction was judged with the better knowledge already. What people decided is never touched.
 */
export async function refreshAlertContext(client: pg.PoolClient, processes: readonly ProcessRef[]): Promise<void> {
  if (processes.length === 0) return;
  const query = onClient(client);
  const hosts = processes.map((process) => process.hostId);
  const keys = processes.map((process) => process.key);
  await updateColumns(query, hosts, keys);
  const alertIds = await liveAlerts(query, hosts, keys);
  if (alertIds.length === 0) return;
  const exceptions = (await listRunningExceptions()).filter(readsProcess);
  if (exceptions.length === 0) return;
  const changed = await judgeAgain(query, alertIds, exceptions, Date.now());
  if (changed.length > 0) await recountAlerts(query, changed);
}
