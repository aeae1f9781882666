import "server-only";
import { addressLookup } from "#lib/addresses";
import { Prisma } from "#lib/db/generated/client";
import type { Query } from "#lib/db/query";
import { storableJson } from "#lib/db/text";
import { showAgain } from "../shown/mutations.ts";

const CHUNK = 500;

interface Counted {
  readonly id: string;
  readonly count: number;
  readonly total: number;
  readonly events: number;
  readonly hosts: number;
  readonly first: string;
  readonly last: string;
  readonly destinations: number;
  readonly address: string | null;
  readonly port: number | null;
}

/** Whether each finding of several events counts: not withdrawn, and not silenced as its kind is. What was cut cannot be silenced. */
async function settleFindings(query: Query, alertIds: readonly string[]): Promise<void> {
  await query(Prisma.sql`
    UPDATE alert_finding f SET counts = n.counts
    FROM (
      SELECT g.alert_key, g.id, g.withdrawn_at IS NULL AND CASE g.silencing
               WHEN 'any' THEN bool_and(cardinality(e.silenced_by) = 0)
               ELSE g.total > g.pieces OR bool_or(cardinality(e.silenced_by) = 0) END AS counts
      FROM alert_finding g JOIN alert_evidence e ON e.alert_key = g.alert_key AND e.finding_id = g.id
      WHERE g.alert_id = ANY(${alertIds}::uuid[]) GROUP BY g.alert_key, g.id
    ) n
    WHERE f.alert_key = n.alert_key AND f.id = n.id AND f.counts <> n.counts`);
}

/** An alert's numbers from its findings and evidence alone: of the findings that count, or of all while none does. */
function countEvidence(query: Query, alertIds: readonly string[]): Promise<readonly Counted[]> {
  return query<Counted>(Prisma.sql`
    WITH piece AS MATERIALIZED (
      SELECT e.alert_id, e.event_id, e.host_id, e.timestamp, e.remote_address, e.remote_port, f.id IS NULL AS is_finding,
             coalesce(f.counts, cardinality(e.silenced_by) = 0) AS counts
      FROM alert_evidence e LEFT JOIN alert_finding f ON f.alert_key = e.alert_key AND f.id = e.finding_id
      WHERE e.alert_id = ANY(${alertIds}::uuid[])
    ), finding AS (
      SELECT alert_id, counts, total FROM alert_finding WHERE alert_id = ANY(${alertIds}::uuid[])
      UNION ALL SELECT alert_id, counts, 1 FROM piece WHERE is_finding
    ), totals AS (
      SELECT alert_id, count(*) FILTER (WHERE counts)::int AS count, count(*)::int AS total,
             coalesce(sum(total) FILTER (WHERE counts), sum(total))::int AS events
      FROM finding GROUP BY alert_id
    ), shown AS (
      SELECT p.*, t.count, t.total, t.events FROM piece p JOIN totals t USING (alert_id) WHERE t.count = 0 OR p.counts
    )
    SELECT alert_id AS id, min(count) AS count, min(total) AS total, min(events) AS events, count(DISTINCT host_id)::int AS hosts,
           min(timestamp)::text AS first, max(timestamp)::text AS last,
           count(DISTINCT remote_address)::int AS destinations,
           (array_agg(host(remote_address) ORDER BY timestamp, event_id) FILTER (WHERE remote_address IS NOT NULL))[1] AS address,
           (array_agg(remote_port ORDER BY timestamp, event_id) FILTER (WHERE remote_address IS NOT NULL))[1] AS port
    FROM shown GROUP BY alert_id`);
}

async function writeCounts(query: Query, counted: readonly Counted[]): Promise<void> {
  const lookup = await addressLookup();
  const rows = counted.map((row) => {
    const context = row.address === null ? undefined : lookup(row.address);
    return {
      ...row,
      asn: context?.asn ?? null,
      organization: context?.organization ?? null,
      country: context?.country ?? null,
    };
  });
  // A destination that stays keeps the owner it had when it was raised.
  await query(Prisma.sql`
    UPDATE alert a SET count = r.count, total_count = r.total, event_count = r.events, host_count = r.hosts,
      first_seen = r.first, last_seen = r.last,
      destination_count = r.destinations, destination_address = r.address, destination_port = r.port,
      asn = CASE WHEN a.destination_address IS NOT DISTINCT FROM r.address THEN a.asn ELSE r.asn END,
      as_organization = CASE WHEN a.destination_address IS NOT DISTINCT FROM r.address THEN a.as_organization ELSE r.organization END,
      country = CASE WHEN a.destination_address IS NOT DISTINCT FROM r.address THEN a.country ELSE r.country END,
      status = CASE WHEN a.status = 'closed' THEN 'closed' WHEN r.count = 0 THEN 'silenced'
                    WHEN a.assignee_id IS NULL THEN 'open' ELSE 'in_progress' END
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(
      id uuid, count int, total int, events int, hosts int, first timestamptz, last timestamptz, destinations int, address inet, port int,
      asn bigint, organization text, country text)
    WHERE a.id = r.id`);
}

/** Which alerts a recount moved between the queue and *silenced*, in either direction. */
export interface Moved {
  readonly silenced: readonly string[];
  readonly returned: readonly string[];
}

/**
 * Sets counts, times, destinations and status of alerts from their evidence, after what silences it has changed.
 * Status follows from what is stored: nothing counts: silenced; somebody has it: in progress; otherwise open. Closed stays closed.
 * The caller holds the exceptions lock.
 */
export async function recountAlerts(query: Query, alertIds: readonly string[]): Promise<Moved> {
  const silenced: string[] = [];
  const returned: string[] = [];
  const ids = [...new Set(alertIds)].sort();
  for (let start = 0; start < ids.length; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK);
    const before = await query<{ id: string; status: string }>(
      Prisma.sql`SELECT id, status FROM alert WHERE id = ANY(${chunk}::uuid[]) ORDER BY id FOR UPDATE`,
    );
    await settleFindings(query, chunk);
    const counted = await countEvidence(query, chunk);
    await writeCounts(query, counted);
    await showAgain(query, chunk);
    const counts = new Map(counted.map((row) => [row.id, row.count]));
    for (const { id, status } of before) {
      const isSilenced = counts.get(id) === 0;
      if (status === "silenced" && !isSilenced) returned.push(id);
      if (status !== "silenced" && status !== "closed" && isSilenced) silenced.push(id);
    }
  }
  return { silenced, returned };
}
