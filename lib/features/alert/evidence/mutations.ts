import "server-only";
import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import { SEVERITY_RANK } from "#core/detection/finding";
import { foldCase } from "#core/detection/ir/case";
import type { Scalar } from "#core/event/value";
import { Prisma } from "#lib/db/generated/client";
import { shareExceptions } from "#lib/db/locks";
import { onClient, type Query } from "#lib/db/query";
import { storableJson } from "#lib/db/text";
import type { RaisedFinding, RaisedPiece } from "../types.ts";

/** Workers that raise the same key queue on its bucket; fewer locks than keys, so that a wide batch fits the lock table. */
const KEY_LOCK = 720_420;
const KEY_BUCKETS = 512;

interface Piece {
  readonly key: string;
  readonly finding: RaisedFinding;
  readonly piece: RaisedPiece;
}

/**
 * What makes findings one alert: of a rule over one event its host and process, otherwise the values it was grouped by, whose case
 * does not matter: how they are spelt is how the first event read spelt them. A UUID made of the first 128 bits of a SHA-256.
 */
export function alertKeyOf({ rule, group, pieces: [first] }: RaisedFinding): string {
  const named = group === null ? [first?.hostId, first?.process?.key ?? ""] : [null, Object.entries(group).sort(byName).map(foldedCell)];
  const hex = createHash("sha256")
    .update(JSON.stringify([rule.id, ...named]))
    .digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);

const foldedCell = ([name, value]: readonly [string, Scalar | null]): readonly [string, string | null] => [
  name,
  value === null ? null : foldCase(String(value)),
];

/** One piece a key and event: a rule that reports an event twice has still found it once. */
function distinctPieces(findings: readonly RaisedFinding[]): readonly Piece[] {
  const pieces = new Map<string, Piece>();
  for (const finding of findings) {
    const key = alertKeyOf(finding);
    for (const piece of finding.pieces) pieces.set(`${key} ${piece.eventId}`, { key, finding, piece });
  }
  return [...pieces.values()];
}

async function lockKeys(query: Query, keys: readonly string[]): Promise<void> {
  const buckets = [...new Set(keys.map((key) => Number.parseInt(key.slice(0, 4), 16) % KEY_BUCKETS))].sort((a, b) => a - b);
  await query(Prisma.sql`SELECT pg_advisory_xact_lock(${KEY_LOCK}::int, bucket) IS NULL FROM unnest(${buckets}::int[]) AS bucket`);
}

async function unknownPieces(query: Query, pieces: readonly Piece[]): Promise<readonly Piece[]> {
  const keys = pieces.map((piece) => piece.key);
  const events = pieces.map((piece) => piece.piece.eventId);
  const rows = await query<{ pair: string }>(Prisma.sql`
    SELECT e.alert_key || ' ' || e.event_id AS pair
    FROM unnest(${keys}::uuid[], ${events}::uuid[]) AS p(key, event)
    JOIN alert_evidence e ON e.alert_key = p.key AND e.event_id = p.event`);
  const known = new Set(rows.map((row) => row.pair));
  return pieces.filter((piece) => !known.has(`${piece.key} ${piece.piece.eventId}`));
}

interface Newest {
  readonly id: string;
  readonly key: string;
  readonly generation: number;
  readonly status: string;
}

/** The newest generation of every key, held until the transaction ends: nobody closes it between this look and the write. */
async function newestAlerts(query: Query, keys: readonly string[]): Promise<ReadonlyMap<string, Newest>> {
  const rows = await query<Newest>(Prisma.sql`
    SELECT a.id, a.key, a.generation, a.status FROM alert a
    WHERE a.key = ANY(${keys}::uuid[]) AND a.generation = (SELECT max(b.generation) FROM alert b WHERE b.key = a.key)
    ORDER BY a.id FOR UPDATE`);
  return new Map(rows.map((row) => [row.key, row]));
}

interface NewAlert {
  readonly id: string;
  readonly generation: number;
  readonly piece: Piece;
}

async function insertAlerts(query: Query, alerts: readonly NewAlert[]): Promise<void> {
  if (alerts.length === 0) return;
  const rows = alerts.map(({ id, generation, piece: { key, finding, piece } }) => ({
    id,
    key,
    generation,
    rule_id: finding.rule.id,
    rule_title: finding.rule.title,
    language: finding.rule.language,
    severity: finding.rule.severity,
    severity_rank: SEVERITY_RANK[finding.rule.severity],
    tags: finding.rule.tags,
    host_id: piece.hostId,
    host_name: piece.hostName,
    user_name: piece.user,
    process_key: piece.process?.key ?? null,
    process_name: piece.process?.name ?? null,
    executable: piece.process?.executable ?? null,
    command_line: piece.process?.commandLine ?? null,
    seen: piece.at,
  }));
  // Born silenced with nothing counted; the count that follows opens it if any of its evidence counts.
  await query(Prisma.sql`
    INSERT INTO alert (id, key, generation, rule_id, rule_title, language, severity, severity_rank, tags, status, host_id, host_name,
                       user_name, process_key, process_name, executable, command_line, first_seen, last_seen)
    SELECT id, key, generation, rule_id, rule_title, language, severity, severity_rank,
           ARRAY(SELECT jsonb_array_elements_text(tags)), 'silenced', host_id, host_name,
           user_name, process_key, process_name, executable, command_line, seen, seen
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(
      id uuid, key uuid, generation int, rule_id text, rule_title text, language text, severity text, severity_rank int, tags jsonb,
      host_id int, host_name text, user_name text, process_key text, process_name text, executable text, command_line text,
      seen timestamptz)`);
}

interface Placed extends Piece {
  readonly alertId: string;
}

/**
 * Adds what the fresh pieces bring to counts, times and destinations, without reading the evidence that is there already:
 * a beacon's alert has a hundred thousand pieces. What an alert shows is its counting evidence, or all of it while none counts.
 * Must run before the pieces are inserted. Equal to `recount` (tested).
 */
async function countPieces(query: Query, placed: readonly Placed[]): Promise<void> {
  const rows = placed.map(({ alertId, piece }) => ({
    alert_id: alertId,
    event_id: piece.eventId,
    at: piece.at,
    counts: piece.silencedBy.length === 0,
    address: piece.destination?.context.address ?? null,
    port: piece.destination?.port ?? null,
    asn: piece.destination?.context.asn ?? null,
    organization: piece.destination?.context.organization ?? null,
    country: piece.destination?.context.country ?? null,
  }));
  await query(Prisma.sql`
    WITH fresh AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS f(
        alert_id uuid, event_id uuid, at timestamptz, counts boolean, address inet, port int, asn bigint, organization text, country text)
    ), state AS (
      SELECT a.id, a.count AS counted, count(*)::int AS added, count(*) FILTER (WHERE f.counts)::int AS counting
      FROM fresh f JOIN alert a ON a.id = f.alert_id GROUP BY a.id
    ), shown AS (
      SELECT f.*, s.counted, s.counted = 0 AND s.counting > 0 AS restart
      FROM fresh f JOIN state s ON s.id = f.alert_id
      WHERE f.counts OR (s.counted = 0 AND s.counting = 0)
    ), span AS (
      SELECT alert_id, min(at) AS first, max(at) AS last FROM shown GROUP BY alert_id
    ), addresses AS (
      SELECT alert_id, count(DISTINCT address)::int AS added FROM shown n
      WHERE address IS NOT NULL AND (restart OR NOT EXISTS (
        SELECT 1 FROM alert_evidence e WHERE e.alert_id = n.alert_id AND e.remote_address = n.address
          AND (n.counted = 0 OR cardinality(e.silenced_by) = 0)))
      GROUP BY alert_id
    ), earliest AS (
      SELECT DISTINCT ON (alert_id) * FROM shown WHERE address IS NOT NULL ORDER BY alert_id, at, event_id
    ), first_destination AS (
      SELECT n.* FROM earliest n LEFT JOIN LATERAL (
        SELECT e.timestamp AS at, e.event_id FROM alert_evidence e
        WHERE e.alert_id = n.alert_id AND e.remote_address IS NOT NULL AND NOT n.restart
          AND (n.counted = 0 OR cardinality(e.silenced_by) = 0)
        ORDER BY e.timestamp, e.event_id LIMIT 1) known ON true
      WHERE known.at IS NULL OR (n.at, n.event_id) < (known.at, known.event_id)
    )
    UPDATE alert a SET
      count = a.count + s.counting,
      total_count = a.total_count + s.added,
      status = CASE WHEN a.status = 'silenced' AND s.counting > 0
                    THEN CASE WHEN a.assignee_id IS NULL THEN 'open' ELSE 'in_progress' END ELSE a.status END,
      first_seen = CASE WHEN span.first IS NULL THEN a.first_seen
                        WHEN s.counted = 0 AND s.counting > 0 THEN span.first ELSE least(a.first_seen, span.first) END,
      last_seen = CASE WHEN span.last IS NULL THEN a.last_seen
                       WHEN s.counted = 0 AND s.counting > 0 THEN span.last ELSE greatest(a.last_seen, span.last) END,
      destination_count = coalesce(addresses.added, 0)
                        + CASE WHEN s.counted = 0 AND s.counting > 0 THEN 0 ELSE a.destination_count END,
      destination_address = CASE WHEN d.alert_id IS NOT NULL THEN d.address
                                 WHEN s.counted = 0 AND s.counting > 0 THEN NULL ELSE a.destination_address END,
      destination_port = CASE WHEN d.alert_id IS NOT NULL THEN d.port
                              WHEN s.counted = 0 AND s.counting > 0 THEN NULL ELSE a.destination_port END,
      asn = CASE WHEN d.alert_id IS NOT NULL THEN d.asn WHEN s.counted = 0 AND s.counting > 0 THEN NULL ELSE a.asn END,
      as_organization = CASE WHEN d.alert_id IS NOT NULL THEN d.organization
                             WHEN s.counted = 0 AND s.counting > 0 THEN NULL ELSE a.as_organization END,
      country = CASE WHEN d.alert_id IS NOT NULL THEN d.country WHEN s.counted = 0 AND s.counting > 0 THEN NULL ELSE a.country END
    FROM state s
    LEFT JOIN span ON span.alert_id = s.id
    LEFT JOIN addresses ON addresses.alert_id = s.id
    LEFT JOIN first_destination d ON d.alert_id = s.id
    WHERE a.id = s.id`);
}

async function insertEvidence(query: Query, placed: readonly Placed[]): Promise<void> {
  const rows = placed.map(({ alertId, key, piece }) => ({
    alert_id: alertId,
    event_id: piece.eventId,
    alert_key: key,
    host_id: piece.hostId,
    timestamp: piece.at,
    remote_address: piece.destination?.context.address ?? null,
    remote_port: piece.destination?.port ?? null,
    why: piece.why,
    silenced_by: piece.silencedBy,
  }));
  await query(Prisma.sql`
    INSERT INTO alert_evidence (alert_id, event_id, alert_key, host_id, timestamp, remote_address, remote_port, direction, why, silenced_by)
    SELECT r.alert_id, r.event_id, r.alert_key, r.host_id, r.timestamp, r.remote_address, r.remote_port, v.direction, r.why,
           ARRAY(SELECT jsonb_array_elements_text(r.silenced_by)::uuid)
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(
      alert_id uuid, event_id uuid, alert_key uuid, host_id int, timestamp timestamptz, remote_address inet, remote_port int,
      why jsonb, silenced_by jsonb)
    LEFT JOIN event v ON v.host_id = r.host_id AND v.timestamp = r.timestamp AND v.id = r.event_id`);
}

/**
 * Brings findings into alerts, on the caller's connection and inside its transaction. Same rule, host and process is one alert;
 * a piece of evidence that is known already changes nothing; evidence for a closed alert opens the next generation.
 * An analyst's verdict, assignment and notes are never touched. Call it once a transaction: the locks on keys are taken in one order.
 * `raised`: new pieces of evidence; `alerts`: alerts made by them.
 */
export async function raiseAlerts(
  client: pg.PoolClient,
  findings: readonly RaisedFinding[],
): Promise<{ readonly raised: number; readonly alerts: number }> {
  if (findings.length === 0) return { raised: 0, alerts: 0 };
  const query = onClient(client);
  const pieces = distinctPieces(findings);
  await shareExceptions(query);
  await lockKeys(
    query,
    pieces.map((piece) => piece.key),
  );
  const fresh = await unknownPieces(query, pieces);
  if (fresh.length === 0) return { raised: 0, alerts: 0 };
  const newest = await newestAlerts(query, [...new Set(fresh.map((piece) => piece.key))]);
  const made = new Map<string, NewAlert>();
  const placed = fresh.map((piece): Placed => {
    const known = newest.get(piece.key);
    if (known && known.status !== "closed") return { ...piece, alertId: known.id };
    const alert = made.get(piece.key) ?? { id: randomUUID(), generation: (known?.generation ?? 0) + 1, piece };
    made.set(piece.key, alert);
    return { ...piece, alertId: alert.id };
  });
  await insertAlerts(query, [...made.values()]);
  await countPieces(query, placed);
  await insertEvidence(query, placed);
  return { raised: fresh.length, alerts: made.size };
}
