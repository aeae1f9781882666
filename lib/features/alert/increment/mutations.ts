import "server-only";
import { Prisma } from "#lib/db/generated/client";
import type { Query } from "#lib/db/query";
import { storableJson } from "#lib/db/text";
import { isCounting, isOneEvent, type PlacedFinding } from "../generation/mutations.ts";

const { sql } = Prisma;

/** What is asked of evidence that is known already differs: findings of several events count as their rows say. */
const OF_ONE_EVENT = {
  from: sql`alert_evidence e`,
  counts: sql`cardinality(e.silenced_by) = 0`,
  hosts: sql`SELECT NULL::uuid AS alert_id, NULL::int AS added WHERE false`,
};
const OF_SEVERAL = {
  from: sql`alert_evidence e JOIN alert_finding f ON f.alert_key = e.alert_key AND f.id = e.finding_id`,
  counts: sql`f.counts`,
  hosts: sql`
      SELECT alert_id, count(DISTINCT host_id)::int AS added FROM shown n
      WHERE restart OR NOT EXISTS (
        SELECT 1 FROM alert_evidence e JOIN alert_finding f ON f.alert_key = e.alert_key AND f.id = e.finding_id
        WHERE e.alert_id = n.alert_id AND e.host_id = n.host_id AND e.finding_id <> e.event_id AND (n.counted = 0 OR f.counts))
      GROUP BY alert_id`,
};

/** Each finding with how many events it has, those that were cut included. */
function foundOf(placed: readonly PlacedFinding[]): Prisma.Sql {
  const rows = placed.map(({ alertId, finding }) => ({
    alert_id: alertId,
    counts: isCounting(finding),
    total: Math.max(finding.total, finding.pieces.length),
  }));
  return sql`SELECT * FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS f(alert_id uuid, counts boolean, total int)`;
}

/**
 * Adds what fresh findings bring to counts, times, hosts, destinations and their places, without reading the evidence that is there already:
 * a beacon's alert has a hundred thousand pieces. What an alert shows is the evidence of its counting findings, or all of it while
 * none counts. Must run before the findings are inserted, and for findings of one event apart from those of several: they share no
 * alert. Equal to `recountAlerts` (tested).
 */
export async function countRaised(query: Query, placed: readonly PlacedFinding[]): Promise<void> {
  const isOfSeveral = placed.some(({ finding }) => !isOneEvent(finding));
  const known = isOfSeveral ? OF_SEVERAL : OF_ONE_EVENT;
  const found = isOfSeveral ? foundOf(placed) : sql`SELECT alert_id, counts, 1 AS total FROM fresh`;
  const pieces = placed.flatMap(({ alertId, finding }) => {
    const counts = isCounting(finding);
    return finding.pieces.map((piece) => ({
      alert_id: alertId,
      event_id: piece.eventId,
      at: piece.at,
      counts,
      host_id: piece.hostId,
      address: piece.destination?.context.address ?? null,
      port: piece.destination?.port ?? null,
      asn: piece.destination?.context.asn ?? null,
      organization: piece.destination?.context.organization ?? null,
      country: piece.destination?.context.country ?? null,
    }));
  });
  await query(Prisma.sql`
    WITH fresh AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${storableJson(pieces)}::jsonb) AS f(
        alert_id uuid, event_id uuid, at timestamptz, counts boolean, host_id int, address inet, port int, asn bigint,
        organization text, country text)
    ), found AS (
      ${found}
    ), state AS (
      SELECT a.id, a.count AS counted, count(*)::int AS added, count(*) FILTER (WHERE f.counts)::int AS counting,
             sum(f.total)::int AS events, coalesce(sum(f.total) FILTER (WHERE f.counts), 0)::int AS counting_events
      FROM found f JOIN alert a ON a.id = f.alert_id GROUP BY a.id
    ), shown AS (
      SELECT f.*, s.counted, s.counted = 0 AND s.counting > 0 AS restart
      FROM fresh f JOIN state s ON s.id = f.alert_id
      WHERE f.counts OR (s.counted = 0 AND s.counting = 0)
    ), span AS (
      SELECT alert_id, min(at) AS first, max(at) AS last FROM shown GROUP BY alert_id
    ), addresses AS (
      SELECT alert_id, count(DISTINCT address)::int AS added FROM shown n
      WHERE address IS NOT NULL AND (restart OR NOT EXISTS (
        SELECT 1 FROM ${known.from} WHERE e.alert_id = n.alert_id AND e.remote_address = n.address
          AND (n.counted = 0 OR ${known.counts})))
      GROUP BY alert_id
    ), places AS (
      SELECT alert_id, coalesce(array_agg(DISTINCT country) FILTER (WHERE country IS NOT NULL), '{}') AS countries,
             coalesce(array_agg(DISTINCT asn) FILTER (WHERE asn IS NOT NULL), '{}') AS asns
      FROM fresh WHERE address IS NOT NULL GROUP BY alert_id
    ), hosts AS (
      ${known.hosts}
    ), earliest AS (
      SELECT DISTINCT ON (alert_id) * FROM shown WHERE address IS NOT NULL ORDER BY alert_id, at, event_id
    ), first_destination AS (
      SELECT n.* FROM earliest n LEFT JOIN LATERAL (
        SELECT e.timestamp AS at, e.event_id FROM ${known.from}
        WHERE e.alert_id = n.alert_id AND e.remote_address IS NOT NULL AND NOT n.restart AND (n.counted = 0 OR ${known.counts})
        ORDER BY e.timestamp, e.event_id LIMIT 1) known ON true
      WHERE known.at IS NULL OR (n.at, n.event_id) < (known.at, known.event_id)
    )
    UPDATE alert a SET
      count = a.count + s.counting,
      total_count = a.total_count + s.added,
      event_count = CASE WHEN s.counted > 0 THEN a.event_count + s.counting_events
                         WHEN s.counting > 0 THEN s.counting_events ELSE a.event_count + s.events END,
      host_count = CASE WHEN s.counted = 0 AND s.counting > 0 THEN coalesce(hosts.added, 1) ELSE a.host_count + coalesce(hosts.added, 0) END,
      status = CASE WHEN a.status = 'silenced' AND s.counting > 0
                    THEN CASE WHEN a.assignee_id IS NULL THEN 'open' ELSE 'in_progress' END ELSE a.status END,
      first_seen = CASE WHEN span.first IS NULL THEN a.first_seen
                        WHEN s.counted = 0 AND (s.counting > 0 OR a.total_count = 0) THEN span.first ELSE least(a.first_seen, span.first) END,
      last_seen = CASE WHEN span.last IS NULL THEN a.last_seen
                       WHEN s.counted = 0 AND (s.counting > 0 OR a.total_count = 0) THEN span.last ELSE greatest(a.last_seen, span.last) END,
      destination_count = coalesce(addresses.added, 0)
                        + CASE WHEN s.counted = 0 AND s.counting > 0 THEN 0 ELSE a.destination_count END,
      destination_address = CASE WHEN d.alert_id IS NOT NULL THEN d.address
                                 WHEN s.counted = 0 AND s.counting > 0 THEN NULL ELSE a.destination_address END,
      destination_port = CASE WHEN d.alert_id IS NOT NULL THEN d.port
                              WHEN s.counted = 0 AND s.counting > 0 THEN NULL ELSE a.destination_port END,
      asn = CASE WHEN d.alert_id IS NOT NULL THEN d.asn WHEN s.counted = 0 AND s.counting > 0 THEN NULL ELSE a.asn END,
      as_organization = CASE WHEN d.alert_id IS NOT NULL THEN d.organization
                             WHEN s.counted = 0 AND s.counting > 0 THEN NULL ELSE a.as_organization END,
      country = CASE WHEN d.alert_id IS NOT NULL THEN d.country WHEN s.counted = 0 AND s.counting > 0 THEN NULL ELSE a.country END,
      countries = CASE WHEN places.alert_id IS NULL OR a.countries IS NULL OR a.countries @> places.countries THEN a.countries
                       ELSE ARRAY(SELECT DISTINCT c FROM unnest(a.countries || places.countries) c ORDER BY 1) END,
      asns = CASE WHEN places.alert_id IS NULL OR a.asns IS NULL OR a.asns @> places.asns THEN a.asns
                  ELSE ARRAY(SELECT DISTINCT n FROM unnest(a.asns || places.asns) n ORDER BY 1) END
    FROM state s
    LEFT JOIN span ON span.alert_id = s.id
    LEFT JOIN addresses ON addresses.alert_id = s.id
    LEFT JOIN places ON places.alert_id = s.id
    LEFT JOIN hosts ON hosts.alert_id = s.id
    LEFT JOIN first_destination d ON d.alert_id = s.id
    WHERE a.id = s.id`);
}
