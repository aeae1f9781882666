import "server-only";
import { SEVERITIES, SEVERITY_RANK } from "#core/detection/finding";
import { compareStanding, type Shown } from "#core/detection/override";
import { Prisma } from "#lib/db/generated/client";
import { microsOf } from "#lib/db/instant";
import type { Query } from "#lib/db/query";
import { storableJson } from "#lib/db/text";
import { isCounting, type Placing } from "../generation/mutations.ts";

const { sql } = Prisma;

interface Candidate {
  readonly at: string;
  readonly findingId: string;
  readonly shown: Shown;
}

/** What fresh findings say of their alert: the first of those that count; where none does, of all; null: those that count say nothing. */
interface Told {
  readonly counts: boolean;
  readonly first: Candidate | null;
}

/** The order of `showAgain`, in which an alert is shown by the first. */
function compare(a: Candidate, b: Candidate): number {
  return compareStanding(a.shown, b.shown) || microsOf(a.at) - microsOf(b.at) || (a.findingId < b.findingId ? -1 : 1);
}

/** By alert; without those of which there is nothing to say. */
function tell({ placed, told }: Placing): ReadonlyMap<string, Told> {
  const known = new Map<string, Told>();
  const concerned = new Set([...told, ...placed.flatMap(({ alertId, finding }) => (finding.shown ? [alertId] : []))]);
  for (const { alertId, finding } of placed) {
    if (!concerned.has(alertId)) continue;
    const { shown, at, findingId } = finding;
    const counts = isCounting(finding);
    const before = known.get(alertId);
    if (before?.counts && !counts) continue;
    const candidate = shown ? { at, findingId, shown } : null;
    const rival = before && before.counts === counts ? before.first : null;
    known.set(alertId, { counts, first: candidate && (!rival || compare(candidate, rival) < 0) ? candidate : rival });
  }
  return known;
}

const scoreOf = (shown: Prisma.Sql): Prisma.Sql => sql`coalesce((${shown} ->> 'riskScore')::float8, -1)`;

/**
 * Shows alerts as the first of their findings: the most severe, then the riskiest, then the earliest of those that count (of all
 * while none does). So it does not matter in which order they come. Findings from before the rule left anything to its events take
 * no part. Call it before fresh findings are counted. Equal to `showAgain` (tested); reads no evidence.
 */
export async function showRaised(query: Query, placing: Placing): Promise<void> {
  const rows = Array.from(tell(placing), ([id, { counts, first }]) => ({
    id,
    counts,
    at: first?.at ?? null,
    finding: first?.findingId ?? null,
    rank: first && SEVERITY_RANK[first.shown.severity],
    shown: first && { ...first.shown, at: first.at, findingId: first.findingId },
  }));
  if (rows.length === 0) return;
  // Nothing counted so far and something does now: only what counts is left to say anything.
  await query(sql`
    UPDATE alert a SET rule_title = n.standing ->> 'title', severity = n.standing ->> 'severity', shown = n.shown,
      severity_rank = array_position(${[...SEVERITIES]}::text[], n.standing ->> 'severity') - 1
    FROM (
      SELECT r.*, coalesce(r.shown, b.shown -> 'rule') AS standing
      FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(id uuid, counts boolean, at timestamptz, finding uuid, rank int, shown jsonb)
      JOIN alert b ON b.id = r.id
    ) n
    WHERE a.id = n.id AND (n.counts OR a.count = 0) AND n.standing IS NOT NULL AND CASE
      WHEN n.counts AND a.count = 0 THEN true
      WHEN n.shown IS NULL THEN false
      WHEN a.shown IS NULL THEN true
      WHEN (n.rank, ${scoreOf(sql`n.shown`)}) = (a.severity_rank, ${scoreOf(sql`a.shown`)})
        THEN (n.at, n.finding) < ((a.shown ->> 'at')::timestamptz, (a.shown ->> 'findingId')::uuid)
      ELSE (n.rank, ${scoreOf(sql`n.shown`)}) > (a.severity_rank, ${scoreOf(sql`a.shown`)}) END`);
}

/** Shows alerts as what is stored of their findings says, after which of them count has changed. */
export async function showAgain(query: Query, alertIds: readonly string[]): Promise<void> {
  await query(sql`
    WITH told AS (
      SELECT e.alert_id, e.shown, e.timestamp AS at, e.finding_id, cardinality(e.silenced_by) = 0 AS counts
      FROM alert_evidence e WHERE e.alert_id = ANY(${alertIds}::uuid[]) AND e.shown IS NOT NULL
      UNION ALL
      SELECT f.alert_id, f.shown, f.at, f.id, f.counts FROM alert_finding f WHERE f.alert_id = ANY(${alertIds}::uuid[]) AND f.shown IS NOT NULL
    ), first AS (
      SELECT DISTINCT ON (t.alert_id) t.alert_id, t.finding_id, t.shown || jsonb_build_object('findingId', t.finding_id, 'at',
               to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS shown
      FROM told t JOIN alert a ON a.id = t.alert_id WHERE t.counts OR a.count = 0
      ORDER BY t.alert_id, array_position(${[...SEVERITIES]}::text[], t.shown ->> 'severity') DESC, ${scoreOf(sql`t.shown`)} DESC, t.at, t.finding_id
    ), next AS (
      -- Where only findings count that say nothing, the alert is its rule's again.
      SELECT a.id, f.shown, coalesce(f.shown, a.shown -> 'rule') AS standing
      FROM alert a LEFT JOIN first f ON f.alert_id = a.id
      WHERE a.id = ANY(${alertIds}::uuid[]) AND (f.alert_id IS NOT NULL OR a.shown IS NOT NULL)
    )
    UPDATE alert a SET rule_title = n.standing ->> 'title', severity = n.standing ->> 'severity', shown = n.shown,
      severity_rank = array_position(${[...SEVERITIES]}::text[], n.standing ->> 'severity') - 1
    FROM next n WHERE a.id = n.id AND a.shown IS DISTINCT FROM n.shown`);
}
