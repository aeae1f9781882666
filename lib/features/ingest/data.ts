import "server-only";
import { db } from "#lib/db/client";
import type { Prisma } from "#lib/db/generated/client";
import { FIRST_FAULTS, INGESTS_PER_PAGE } from "./constants.ts";
import { StoredFiles, StoredUnreadFields } from "./schema.ts";
import type { IngestDetail, IngestFaultRow, IngestRow, IngestStatus } from "./types.ts";
import { INGEST_STATUSES } from "./types.ts";

const ROW = {
  id: true,
  name: true,
  origin: true,
  status: true,
  format: true,
  size: true,
  bytesRead: true,
  records: true,
  stored: true,
  duplicates: true,
  faults: true,
  findings: true,
  createdByName: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
  error: true,
  duplicateOf: true,
} as const satisfies Prisma.IngestSelect;

const FAULT = {
  ordinal: true,
  file: true,
  record: true,
  offset: true,
  code: true,
  detail: true,
  excerpt: true,
} as const satisfies Prisma.IngestFaultSelect;

/** The newest ingests, or those older than `before`; one page. */
export async function listIngests(before?: string): Promise<readonly IngestRow[]> {
  const rows = await db().ingest.findMany({
    select: ROW,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: INGESTS_PER_PAGE,
    ...(before !== undefined && { cursor: { id: before }, skip: 1 }),
  });
  return rows.map(rowOf);
}

/** One ingest's row, or null. */
export async function getIngestRow(id: string): Promise<IngestRow | null> {
  const row = await db().ingest.findUnique({ where: { id }, select: ROW });
  return row && rowOf(row);
}

/** One ingest with its report, or null. */
export async function getIngest(id: string): Promise<IngestDetail | null> {
  const row = await db().ingest.findUnique({
    where: { id },
    select: {
      ...ROW,
      hosts: true,
      firstEventAt: true,
      lastEventAt: true,
      files: true,
      unreadFields: true,
      alerts: true,
      faultRows: { select: FAULT, orderBy: { ordinal: "asc" }, take: FIRST_FAULTS },
    },
  });
  if (!row) return null;
  return {
    ...rowOf(row),
    hosts: row.hosts,
    firstEventAt: row.firstEventAt?.toISOString() ?? null,
    lastEventAt: row.lastEventAt?.toISOString() ?? null,
    files: StoredFiles.parse(row.files),
    firstFaults: row.faultRows.map(faultOf),
    unreadFields: StoredUnreadFields.parse(row.unreadFields),
    alerts: row.alerts,
  };
}

/** Every stored fault of an ingest in file order, a page at a time: a report of 100,000 needs no more memory than one of 1,000. */
export async function* listFaults(ingestId: string): AsyncGenerator<IngestFaultRow> {
  const size = 1_000;
  let after = 0;
  for (;;) {
    const rows = await db().ingestFault.findMany({
      where: { ingestId, ordinal: { gt: after } },
      orderBy: { ordinal: "asc" },
      take: size,
      select: FAULT,
    });
    for (const row of rows) yield faultOf(row);
    const last = rows.at(-1);
    if (!last || rows.length < size) return;
    after = last.ordinal;
  }
}

/** The earliest ingest that read these very bytes to the end and found records, or null: failed and cancelled ones do not count. */
export async function findDoneIngest(sha256: string): Promise<string | null> {
  const row = await db().ingest.findFirst({
    where: { sha256, status: "done", duplicateOf: null, records: { gt: 0 } },
    orderBy: { createdAt: "asc" },
    select: { id: true },
  });
  return row?.id ?? null;
}

/** Ingests whose bytes a worker may still want. */
export async function listPendingIngests(): Promise<readonly string[]> {
  const rows = await db().ingest.findMany({ where: { status: { in: ["queued", "running"] } }, select: { id: true } });
  return rows.map((row) => row.id);
}

type StoredRow = Prisma.IngestGetPayload<{ select: typeof ROW }>;
type StoredFault = Prisma.IngestFaultGetPayload<{ select: typeof FAULT }>;

function statusOf(text: string): IngestStatus {
  return INGEST_STATUSES.find((status) => status === text) ?? "failed";
}

function rowOf(row: StoredRow): IngestRow {
  return {
    id: row.id,
    name: row.name,
    origin: row.origin === "api" || row.origin === "sample" ? row.origin : "upload",
    status: statusOf(row.status),
    format: row.format,
    size: Number(row.size),
    bytesRead: Number(row.bytesRead),
    records: row.records,
    stored: row.stored,
    duplicates: row.duplicates,
    faults: row.faults,
    findings: row.findings,
    createdBy: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    error: row.error,
    duplicateOf: row.duplicateOf,
  };
}

function faultOf(row: StoredFault): IngestFaultRow {
  return {
    file: row.file,
    record: Number(row.record),
    offset: row.offset === null ? null : Number(row.offset),
    code: row.code,
    detail: row.detail,
    excerpt: row.excerpt,
  };
}

/** The times of the first and the last event that was ever brought; null while there is none. Of the reports, so that no event is read. */
export async function getEventSpan(): Promise<{ readonly from: string; readonly to: string } | null> {
  const { _min, _max } = await db().ingest.aggregate({ _min: { firstEventAt: true }, _max: { lastEventAt: true } });
  if (_min.firstEventAt === null || _max.lastEventAt === null) return null;
  return { from: _min.firstEventAt.toISOString(), to: _max.lastEventAt.toISOString() };
}
