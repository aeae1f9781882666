import "server-only";
import { createHash } from "node:crypto";
import type pg from "pg";
import { foldCase } from "#core/detection/ir/case";
import type { Scalar } from "#core/event/value";
import { Prisma } from "#lib/db/generated/client";
import { LOCK } from "#lib/db/lock-number";
import { shareExceptions } from "#lib/db/locks";
import { onClient, type Query } from "#lib/db/query";
import { storableJson } from "#lib/db/text";
import { insertFindings, restoreFindings } from "../finding/mutations.ts";
import { isOneEvent, type KeyedFinding, type PlacedFinding, placeFindings } from "../generation/mutations.ts";
import { countRaised } from "../increment/mutations.ts";
import { showRaised } from "../shown/mutations.ts";
import type { RaisedFinding } from "../types.ts";

/** Workers that raise the same key queue on its bucket; fewer locks than keys, so that a wide batch fits the lock table. */
const KEY_BUCKETS = 512;
/** Events written by one statement; a finding is never divided. */
const PIECES_A_WRITE = 10_000;

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

/** Each finding once: a rule that reports it twice has still found it once. */
function distinctFindings(findings: readonly RaisedFinding[]): readonly KeyedFinding[] {
  const keyed = findings.map((finding) => ({ key: alertKeyOf(finding), finding }));
  return [...new Map(keyed.map((one) => [`${one.key} ${one.finding.findingId}`, one])).values()];
}

async function lockKeys(query: Query, keys: readonly string[]): Promise<void> {
  const buckets = [...new Set(keys.map((key) => Number.parseInt(key.slice(0, 4), 16) % KEY_BUCKETS))].sort((a, b) => a - b);
  await query(Prisma.sql`SELECT pg_advisory_xact_lock(${LOCK.alertKeys}::int, bucket) IS NULL FROM unnest(${buckets}::int[]) AS bucket`);
}

/** Which of the findings are part of an alert already. Every finding has evidence, whether it has a row of its own or not. */
async function knownFindings(query: Query, findings: readonly KeyedFinding[]): Promise<ReadonlySet<KeyedFinding>> {
  const keys = findings.map(({ key }) => key);
  const ids = findings.map(({ finding }) => finding.findingId);
  const rows = await query<{ n: number }>(Prisma.sql`
    SELECT f.n::int AS n FROM unnest(${keys}::uuid[], ${ids}::uuid[]) WITH ORDINALITY AS f(key, id, n)
    WHERE EXISTS (SELECT 1 FROM alert_evidence e WHERE e.alert_key = f.key AND e.finding_id = f.id)`);
  return new Set(rows.flatMap(({ n }) => findings[n - 1] ?? []));
}

async function insertEvidence(query: Query, placed: readonly PlacedFinding[]): Promise<void> {
  const rows = placed.flatMap(({ alertId, key, finding }) => {
    const ownProcess = !isOneEvent(finding);
    return finding.pieces.map((piece) => ({
      alert_id: alertId,
      finding_id: finding.findingId,
      event_id: piece.eventId,
      alert_key: key,
      host_id: piece.hostId,
      timestamp: piece.at,
      remote_address: piece.destination?.context.address ?? null,
      remote_port: piece.destination?.port ?? null,
      why: piece.why,
      step_index: piece.step?.index ?? null,
      step_name: piece.step?.name ?? null,
      process_key: ownProcess ? (piece.process?.key ?? null) : null,
      shown: ownProcess ? null : (finding.shown ?? null),
      silenced_by: piece.silencedBy,
    }));
  });
  await query(Prisma.sql`
    INSERT INTO alert_evidence (alert_id, finding_id, event_id, alert_key, host_id, timestamp, remote_address, remote_port, direction, why,
                                step_index, step_name, process_key, shown, silenced_by)
    SELECT r.alert_id, r.finding_id, r.event_id, r.alert_key, r.host_id, r.timestamp, r.remote_address, r.remote_port, v.direction, r.why,
           r.step_index, r.step_name, r.process_key, r.shown, ARRAY(SELECT jsonb_array_elements_text(r.silenced_by)::uuid)
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(
      alert_id uuid, finding_id uuid, event_id uuid, alert_key uuid, host_id int, timestamp timestamptz, remote_address inet,
      remote_port int, why jsonb, step_index int, step_name text, process_key text, shown jsonb,
      silenced_by jsonb)
    LEFT JOIN event v ON v.host_id = r.host_id AND v.timestamp = r.timestamp AND v.id = r.event_id`);
}

function* inWrites(findings: readonly KeyedFinding[]): Generator<readonly KeyedFinding[]> {
  let part: KeyedFinding[] = [];
  let pieces = 0;
  for (const keyed of findings) {
    if (part.length > 0 && pieces + keyed.finding.pieces.length > PIECES_A_WRITE) {
      yield part;
      part = [];
      pieces = 0;
    }
    part.push(keyed);
    pieces += keyed.finding.pieces.length;
  }
  if (part.length > 0) yield part;
}

/**
 * Brings findings into alerts, on the caller's connection and inside its transaction. Same rule, host and process (or same rule and
 * group) is one alert; a finding that is known already changes nothing, unless it was withdrawn: then it counts again; a finding for
 * a closed alert opens the next generation. An analyst's verdict, assignment and notes are never touched. Call it once a transaction:
 * the locks on keys are taken in one order.
 * `raised`: new findings; `alerts`: alerts made by them.
 */
export async function raiseAlerts(
  client: pg.PoolClient,
  findings: readonly RaisedFinding[],
): Promise<{ readonly raised: number; readonly alerts: number }> {
  if (findings.length === 0) return { raised: 0, alerts: 0 };
  const query = onClient(client);
  const keyed = distinctFindings(findings);
  await shareExceptions(query);
  await lockKeys(
    query,
    keyed.map(({ key }) => key),
  );
  const known = await knownFindings(query, keyed);
  await restoreFindings(query, [...known]);
  const fresh = keyed.filter((one) => !known.has(one));
  let alerts = 0;
  const single = fresh.filter(({ finding }) => isOneEvent(finding));
  const several = fresh.filter(({ finding }) => !isOneEvent(finding));
  for (const part of [...inWrites(single), ...inWrites(several)]) {
    const placing = await placeFindings(query, part);
    alerts += placing.alerts;
    await showRaised(query, placing);
    await countRaised(query, placing.placed);
    await insertFindings(query, placing.placed);
    await insertEvidence(query, placing.placed);
  }
  return { raised: fresh.length, alerts };
}
