import "server-only";
import type { Exception, ExceptionId } from "#core/exception/exception";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { isoInstant } from "#lib/db/iso-instant";
import { onPrisma } from "#lib/db/query";
import type { ExceptionMention } from "../alert/types.ts";
import { EXCEPTION_STATUSES, type ExceptionStatus, StoredConditions, StoredRuleIds } from "./schema.ts";
import type { ExceptionRow } from "./types.ts";

const RUNNING = { id: true, ruleIds: true, conditions: true, step: true, expiresAt: true } as const;

/** A stored exception as the judge takes it. Conditions that cannot be read become none, which the judge refuses to run. */
export function toException(row: {
  readonly id: string;
  readonly ruleIds: readonly string[];
  readonly conditions: unknown;
  readonly step: string | null;
  readonly expiresAt: Date | null;
}): Exception {
  const conditions = StoredConditions.safeParse(row.conditions);
  return {
    id: row.id as ExceptionId,
    rules: StoredRuleIds.parse(row.ruleIds),
    conditions: conditions.success ? conditions.data : [],
    ...(row.step !== null && { step: row.step }),
    ...(row.expiresAt && { expiresAt: row.expiresAt.getTime() }),
  };
}

/** Every active exception, oldest first: what arriving evidence is judged by. */
export async function listRunningExceptions(): Promise<readonly Exception[]> {
  const rows = await db().exception.findMany({ where: { status: "active" }, orderBy: { number: "asc" }, select: RUNNING });
  return rows.map(toException);
}

/** One exception as the judge takes it, whatever its status. */
export async function getException(id: string): Promise<Exception | null> {
  const row = await db().exception.findUnique({ where: { id }, select: RUNNING });
  return row && toException(row);
}

const ROW = {
  id: true,
  number: true,
  title: true,
  reason: true,
  conditions: true,
  ruleIds: true,
  step: true,
  status: true,
  error: true,
  createdByName: true,
  createdAt: true,
  expiresAt: true,
  endedAt: true,
  sourceAlertId: true,
} as const satisfies Prisma.ExceptionSelect;
type StoredException = Prisma.ExceptionGetPayload<{ select: typeof ROW }>;

interface Effect {
  readonly id: string;
  readonly findings: number;
  readonly alerts: number;
  readonly last: string | null;
}

/** What each exception silences now, and the time of the newest event it silenced. */
async function effectsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Effect>> {
  const rows = await onPrisma(db())<Effect>(Prisma.sql`
    SELECT x.id, count(e.event_id)::int AS findings, count(DISTINCT e.alert_id)::int AS alerts,
           ${isoInstant(Prisma.sql`max(e.timestamp)`)} AS last
    FROM unnest(${[...ids]}::uuid[]) x(id) LEFT JOIN alert_evidence e ON e.silenced_by @> ARRAY[x.id] GROUP BY x.id`);
  return new Map(rows.map((row) => [row.id, row]));
}

async function titlesOf(rows: readonly StoredException[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => row.ruleIds))];
  const rules = await db().rule.findMany({ where: { id: { in: ids } }, select: { id: true, title: true } });
  return new Map(rules.map((rule) => [rule.id, rule.title]));
}

const isStatus = (text: string): text is ExceptionStatus => (EXCEPTION_STATUSES as readonly string[]).includes(text);

async function toRows(stored: readonly StoredException[]): Promise<readonly ExceptionRow[]> {
  if (stored.length === 0) return [];
  const [effects, titles] = await Promise.all([effectsOf(stored.map((row) => row.id)), titlesOf(stored)]);
  return stored.map(({ ruleIds, conditions, status, createdByName, createdAt, expiresAt, endedAt, sourceAlertId: _source, ...row }) => {
    const effect = effects.get(row.id);
    const read = StoredConditions.safeParse(conditions);
    return {
      ...row,
      conditions: read.success ? read.data : [],
      error: row.error ?? (read.success ? null : "its stored conditions cannot be read: it silences nothing"),
      rules: ruleIds.map((id) => ({ id, title: titles.get(id) ?? id })),
      status: isStatus(status) ? status : "removed",
      createdBy: createdByName,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
      silencedFindings: effect?.findings ?? 0,
      silencedAlerts: effect?.alerts ?? 0,
      lastSilencedAt: effect?.last ?? null,
    };
  });
}

/** Exceptions, newest first. */
export async function listExceptions(filter: { readonly status?: ExceptionStatus | undefined }): Promise<readonly ExceptionRow[]> {
  const where = filter.status ? { status: filter.status } : {};
  return toRows(await db().exception.findMany({ where, orderBy: { number: "desc" }, take: 1000, select: ROW }));
}

/** One exception without its history, or null. */
export async function getExceptionDetail(id: string): Promise<(ExceptionRow & { readonly sourceAlertId: string | null }) | null> {
  const stored = await db().exception.findUnique({ where: { id }, select: ROW });
  if (!stored) return null;
  const [row] = await toRows([stored]);
  return row ? { ...row, sourceAlertId: stored.sourceAlertId } : null;
}

/** Name and number of exceptions, for mentioning them. */
export async function listMentions(ids: readonly string[]): Promise<ReadonlyMap<string, ExceptionMention>> {
  if (ids.length === 0) return new Map();
  const rows = await db().exception.findMany({ where: { id: { in: [...ids] } }, select: { id: true, number: true, title: true } });
  return new Map(rows.map((row) => [row.id, row]));
}
