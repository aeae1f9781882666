import "server-only";
import type pg from "pg";
import type { Exception, TextField } from "#core/exception/exception";
import { compileExceptions } from "#core/exception/judge";
import { Prisma } from "#lib/db/generated/client";
import { onClient, type Query } from "#lib/db/query";
import { storableJson } from "#lib/db/text";
import { listRunningExceptions } from "../../exception/data.ts";
import { recountAlerts } from "../count/mutations.ts";
import { afterRef, type EvidenceRef, REF_COLUMNS, REF_ORDER, readSubjects } from "../evidence/data.ts";

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

/** Live alerts with evidence of these processes and of their children, whose parent's command line is theirs to answer for too. */
async function liveAlerts(query: Query, hosts: readonly number[], keys: readonly string[]): Promise<readonly string[]> {
  const rows = await query<{ id: string }>(sql`
    WITH r AS MATERIALIZED (SELECT DISTINCT * FROM unnest(${hosts}::int[], ${keys}::text[]) r(host_id, key)), concerned AS MATERIALIZED (
      SELECT host_id, key FROM r
      UNION SELECT c.host_id, c.key FROM r JOIN process c ON c.host_id = r.host_id AND c.parent_key = r.key)
    SELECT a.id FROM concerned r JOIN alert a ON a.host_id = r.host_id AND a.process_key = r.key WHERE a.status <> 'closed'
    UNION
    SELECT a.id FROM concerned r JOIN alert_evidence e ON e.host_id = r.host_id AND e.process_key = r.key
    JOIN alert a ON a.id = e.alert_id WHERE a.status <> 'closed'`);
  return rows.map((row) => row.id);
}

interface JudgedRef extends EvidenceRef {
  readonly silencedBy: readonly string[];
}

async function evidencePage(query: Query, alertIds: readonly string[], last: JudgedRef | undefined): Promise<readonly JudgedRef[]> {
  return query<JudgedRef>(sql`
    SELECT ${REF_COLUMNS}, e.silenced_by::text[] AS "silencedBy"
    FROM alert_evidence e JOIN alert a ON a.id = e.alert_id
    WHERE e.alert_key = ANY(ARRAY(SELECT k.key FROM alert k WHERE k.id = ANY(${[...alertIds]}::uuid[])))
      AND e.alert_id = ANY(${[...alertIds]}::uuid[]) ${afterRef(last)}
    ORDER BY ${REF_ORDER} LIMIT ${PAGE}`);
}

const pieceName = (ref: EvidenceRef): string => `${ref.alertKey} ${ref.findingId} ${ref.eventId}`;

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
    const before = new Map(page.map((ref) => [pieceName(ref), ref.silencedBy]));
    const rows = (await readSubjects(query, page)).flatMap(({ ref, subject }) => {
      const old = before.get(pieceName(ref)) ?? [];
      const next = [...old.filter((id) => !rejudged.has(id)), ...judge.silencedBy(subject, now, ref.step ?? undefined)];
      const isSame = next.length === old.length && next.every((id) => old.includes(id));
      return isSame ? [] : [{ ref, next }];
    });
    if (rows.length > 0) {
      const written = rows.map(({ ref, next }) => ({
        alert_key: ref.alertKey,
        finding_id: ref.findingId,
        event_id: ref.eventId,
        silenced_by: next,
      }));
      await query(sql`
        UPDATE alert_evidence e SET silenced_by = ARRAY(SELECT jsonb_array_elements_text(r.silenced_by)::uuid)
        FROM jsonb_to_recordset(${storableJson(written)}::jsonb) AS r(alert_key uuid, finding_id uuid, event_id uuid, silenced_by jsonb)
        WHERE e.alert_key = r.alert_key AND e.finding_id = r.finding_id AND e.event_id = r.event_id`);
      for (const { ref } of rows) changed.add(ref.alertId);
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
