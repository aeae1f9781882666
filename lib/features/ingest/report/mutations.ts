import "server-only";
import type pg from "pg";
import type { DecodeFault } from "#core/decode/fault";
import type { EpochMicros } from "#core/event/event";
import { pool } from "#lib/db/client";
import { copyRows } from "#lib/db/copy";
import { instant } from "#lib/db/instant";
import { storable, storableJson } from "#lib/db/text";
import { REPORTED_HOSTS, STORED_FAULTS } from "../constants.ts";
import type { IngestFileReport } from "../types.ts";

/** What an ingest has done so far, as its row shows it. */
export interface IngestCounts {
  readonly records: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly faults: number;
  readonly findings: number;
  readonly alerts: number;
  readonly hosts: readonly string[];
  readonly files: readonly IngestFileReport[];
  readonly firstAt?: EpochMicros;
  readonly lastAt?: EpochMicros;
}

/** Writes the counts of a file's ingest, in the transaction of the batch that moved them. They are absolute: writing twice is writing once. */
export async function writeCounts(client: pg.PoolClient, ingestId: string, counts: IngestCounts): Promise<void> {
  await client.query(
    `UPDATE ingest SET records = $2, stored = $3, duplicates = $4, faults = $5, findings = $6, alerts = $7, hosts = $8,
       files = $9::jsonb, first_event_at = $10, last_event_at = $11 WHERE id = $1`,
    [
      ingestId,
      counts.records,
      counts.stored,
      counts.duplicates,
      counts.faults,
      counts.findings,
      counts.alerts,
      counts.hosts.map(storable),
      storableJson(counts.files),
      counts.firstAt === undefined ? null : instant(counts.firstAt),
      counts.lastAt === undefined ? null : instant(counts.lastAt),
    ],
  );
}

/** Adds a delivery to the row of its token and day, in the transaction of its batch. Gives how many faults it had before. */
export async function addCounts(client: pg.PoolClient, ingestId: string, counts: IngestCounts, size: number): Promise<number> {
  const { rows } = await client.query<{ faults: number }>(
    `UPDATE ingest SET records = records + $2, stored = stored + $3, duplicates = duplicates + $4, faults = faults + $5,
       findings = findings + $6, alerts = alerts + $7,
       hosts = ARRAY(SELECT DISTINCT host FROM unnest(hosts || $8::text[]) AS host ORDER BY host LIMIT ${REPORTED_HOSTS}),
       first_event_at = least(first_event_at, $9), last_event_at = greatest(last_event_at, $10),
       size = size + $11, bytes_read = bytes_read + $11, finished_at = now()
     WHERE id = $1 RETURNING faults - $5 AS faults`,
    [
      ingestId,
      counts.records,
      counts.stored,
      counts.duplicates,
      counts.faults,
      counts.findings,
      counts.alerts,
      counts.hosts.map(storable),
      counts.firstAt === undefined ? null : instant(counts.firstAt),
      counts.lastAt === undefined ? null : instant(counts.lastAt),
      size,
    ],
  );
  return rows[0]?.faults ?? 0;
}

/** Keeps faults with their positions, numbered on from `before`; one that is kept already stays as it is. */
export async function keepFaults(client: pg.PoolClient, ingestId: string, faults: readonly DecodeFault[], before: number): Promise<void> {
  const kept = faults.slice(0, Math.max(0, STORED_FAULTS - before));
  if (kept.length === 0) return;
  await client.query("CREATE TEMP TABLE IF NOT EXISTS fault_stage (LIKE ingest_fault) ON COMMIT DELETE ROWS");
  await copyRows(
    client,
    "fault_stage",
    ["ingest_id", "ordinal", "file", "record", "offset", "code", "detail", "excerpt"],
    kept.map(({ position, code, detail, excerpt }, index) => [
      ingestId,
      before + index + 1,
      position.file,
      safe(position.record),
      position.offset === undefined ? null : safe(position.offset),
      code,
      detail,
      excerpt,
    ]),
  );
  await client.query("INSERT INTO ingest_fault SELECT * FROM fault_stage ON CONFLICT DO NOTHING");
}

const safe = (value: number): number => (Number.isSafeInteger(value) ? value : -1);

/** Writes how far a file has been read and answers whether somebody asked to stop. */
export async function writeProgress(
  ingestId: string,
  progress: { readonly bytesRead: number; readonly format: string | null },
): Promise<{ readonly isCancelled: boolean }> {
  const { rows } = await pool().query<{ cancel_requested: boolean }>(
    "UPDATE ingest SET bytes_read = $2, format = $3 WHERE id = $1 RETURNING cancel_requested",
    [ingestId, progress.bytesRead, progress.format],
  );
  // An ingest that is gone has nobody waiting for it.
  return { isCancelled: rows[0]?.cancel_requested ?? true };
}
