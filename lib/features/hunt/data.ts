import "server-only";
import { db } from "#lib/db/client";
import type { Prisma } from "#lib/db/generated/client";
import type { ActorId } from "../account/types.ts";
import { HUNT_LANGUAGES, type HuntHistoryQuery, type HuntRowQuery, StoredHunt } from "./schema.ts";
import { HUNT_STATUSES, type HuntDetail, type HuntResultRow, type HuntRows, type HuntSummary } from "./types.ts";

const SUMMARY = {
  id: true,
  language: true,
  text: true,
  status: true,
  rowCount: true,
  createdByName: true,
  createdAt: true,
  finishedAt: true,
  expiresAt: true,
} as const satisfies Prisma.HuntSelect;

const DETAIL = {
  ...SUMMARY,
  createdBy: true,
  rangeFrom: true,
  rangeTo: true,
  asOf: true,
  eventsRead: true,
  eventsTotal: true,
  columns: true,
  truncated: true,
  notices: true,
  diagnostic: true,
  error: true,
  chart: true,
  firstRowAfter: true,
  startedAt: true,
} as const satisfies Prisma.HuntSelect;

/** A person's own hunts, the newest first; one page. */
export async function listHunts(owner: ActorId, { before, limit }: HuntHistoryQuery): Promise<readonly HuntSummary[]> {
  const rows = await db().hunt.findMany({
    where: { createdBy: owner },
    select: SUMMARY,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    ...(before !== undefined && { cursor: { id: before }, skip: 1 }),
  });
  return rows.map(summaryOf);
}

/** One hunt as far as it is, or null. */
export async function getHunt(id: string): Promise<HuntDetail | null> {
  const row = await db().hunt.findUnique({ where: { id }, select: DETAIL });
  if (!row) return null;
  const { columns, notices, diagnostic, chart } = StoredHunt.parse(row);
  return {
    ...summaryOf(row),
    createdById: row.createdBy,
    from: row.rangeFrom?.toISOString() ?? null,
    to: row.rangeTo?.toISOString() ?? null,
    now: row.asOf.toISOString(),
    progress: { read: Number(row.eventsRead), total: row.eventsTotal === null ? null : Number(row.eventsTotal) },
    columns,
    truncated: row.truncated,
    notices,
    diagnostic,
    error: row.error,
    chart,
    timings: {
      waiting: row.startedAt && row.startedAt.getTime() - row.createdAt.getTime(),
      firstRow: row.firstRowAfter,
      running: row.startedAt && row.finishedAt && row.finishedAt.getTime() - row.startedAt.getTime(),
    },
    startedAt: row.startedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}

/** Rows of a result from `offset` on, those of a running hunt too. None when the hunt is gone or its rows are. */
export async function listHuntRows(id: string, { offset, limit }: HuntRowQuery): Promise<HuntRows> {
  const end = offset + limit;
  const [hunt, chunks] = await Promise.all([
    db().hunt.findUnique({ where: { id }, select: { rowCount: true, expiresAt: true, status: true } }),
    db().$queryRaw<readonly { first: number; rows: string }[]>`
      SELECT first, rows FROM hunt_chunk
      WHERE hunt_id = ${id}::uuid AND first < ${end} AND first + count > ${offset} ORDER BY first`,
  ]);
  const rows = chunks.flatMap(({ first, rows: text }) => {
    const held = JSON.parse(text) as readonly HuntResultRow[];
    return held.slice(Math.max(0, offset - first), Math.max(0, end - first));
  });
  return { rows, total: hunt && hasRows(hunt) ? hunt.rowCount : 0 };
}

function hasRows({ status, expiresAt }: { readonly status: string; readonly expiresAt: Date | null }): boolean {
  return status === "running" || expiresAt !== null;
}

type StoredSummary = Prisma.HuntGetPayload<{ select: typeof SUMMARY }>;

function summaryOf(row: StoredSummary): HuntSummary {
  return {
    id: row.id,
    language: HUNT_LANGUAGES.find((each) => each === row.language) ?? "kql",
    text: row.text,
    status: HUNT_STATUSES.find((each) => each === row.status) ?? "failed",
    rowCount: row.rowCount,
    createdBy: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    hasRows: hasRows(row),
  };
}
