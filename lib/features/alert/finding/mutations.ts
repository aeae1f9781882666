import "server-only";
import type pg from "pg";
import { Prisma } from "#lib/db/generated/client";
import { shareExceptions } from "#lib/db/locks";
import { onClient, type Query } from "#lib/db/query";
import { storableJson } from "#lib/db/text";
import { recountAlerts } from "../count/mutations.ts";
import { isCounting, isOneEvent, type KeyedFinding, type PlacedFinding } from "../generation/mutations.ts";
import type { WithdrawnFinding } from "../types.ts";

const { sql } = Prisma;

/** Writes the rows of findings of several events. */
export async function insertFindings(query: Query, placed: readonly PlacedFinding[]): Promise<void> {
  const rows = placed
    .filter(({ finding }) => !isOneEvent(finding))
    .map(({ alertId, key, finding }) => ({
      alert_key: key,
      id: finding.findingId,
      alert_id: alertId,
      at: finding.at,
      cells: Object.entries(finding.cells),
      why: finding.why,
      silencing: finding.silencing,
      pieces: finding.pieces.length,
      total: Math.max(finding.total, finding.pieces.length),
      counts: isCounting(finding),
      truncated: finding.truncated ?? null,
      shown: finding.shown ?? null,
    }));
  if (rows.length === 0) return;
  await query(sql`
    INSERT INTO alert_finding (alert_key, id, alert_id, at, cells, why, silencing, pieces, total, counts, truncated, shown)
    SELECT * FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(
      alert_key uuid, id uuid, alert_id uuid, at timestamptz, cells jsonb, why jsonb, silencing text, pieces int, total int, counts boolean,
      truncated jsonb, shown jsonb)`);
}

/** Findings that were withdrawn and have been found again count as if nothing had been. */
export async function restoreFindings(query: Query, known: readonly KeyedFinding[]): Promise<void> {
  const several = known.filter(({ finding }) => !isOneEvent(finding));
  if (several.length === 0) return;
  const keys = several.map(({ key }) => key);
  const ids = several.map(({ finding }) => finding.findingId);
  const rows = await query<{ id: string }>(sql`
    UPDATE alert_finding f SET withdrawn_at = NULL, withdrawn_reason = NULL
    FROM unnest(${keys}::uuid[], ${ids}::uuid[]) r(key, id)
    WHERE f.alert_key = r.key AND f.id = r.id AND f.withdrawn_at IS NOT NULL RETURNING f.alert_id AS id`);
  const alertIds = rows.map((row) => row.id);
  if (alertIds.length > 0) await recountAlerts(query, alertIds);
}

/**
 * Takes back findings that events which came later speak against: they stay on their alert, say why, and no longer count; an alert
 * in which nothing counts leaves the queue as one that is silenced does. A closed alert stays as it was closed. Findings of one event
 * are never withdrawn, unknown ones are passed over. On the caller's connection, after `raiseAlerts`.
 */
export async function withdrawFindings(client: pg.PoolClient, findings: readonly WithdrawnFinding[]): Promise<void> {
  if (findings.length === 0) return;
  const query = onClient(client);
  await shareExceptions(query);
  const ids = findings.map(({ findingId }) => findingId);
  const reasons = findings.map(({ reason }) => reason);
  const rows = await query<{ id: string }>(sql`
    UPDATE alert_finding f SET withdrawn_at = now(), withdrawn_reason = r.reason
    FROM unnest(${ids}::uuid[], ${reasons}::text[]) r(id, reason)
    WHERE f.id = r.id AND f.withdrawn_at IS NULL RETURNING f.alert_id AS id`);
  const alertIds = rows.map((row) => row.id);
  if (alertIds.length > 0) await recountAlerts(query, alertIds);
}
