import "server-only";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import type { Actor, ActorId } from "../../account/types.ts";
import type { SeenRule } from "../mutations.ts";
import { StoredDiagnostics } from "../schema.ts";
import type { RuleImportFile } from "../types.ts";
import type { ImportLineQuery } from "./schema.ts";
import { type ImportReason, RULE_IMPORT_STATUSES, type RuleImportLines, type RuleImportRow } from "./types.ts";

export const IMPORTS_PER_PAGE = 50;
const LINES_PER_PAGE = 300;
const REASONS = 20;

const ROW = {
  id: true,
  name: true,
  status: true,
  size: true,
  files: true,
  filesRead: true,
  added: true,
  updated: true,
  unchanged: true,
  refused: true,
  addedOff: true,
  startsEnabled: true,
  skipped: true,
  error: true,
  createdByName: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} as const satisfies Prisma.RuleImportSelect;

/** The newest imports, or those older than `before`; one page. */
export async function listRuleImports(before?: string): Promise<readonly RuleImportRow[]> {
  const rows = await db().ruleImport.findMany({
    select: ROW,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: IMPORTS_PER_PAGE,
    ...(before !== undefined && { cursor: { id: before }, skip: 1 }),
  });
  return rows.map(rowOf);
}

/** One import as far as it is, or null. */
export async function getRuleImport(id: string): Promise<RuleImportRow | null> {
  const row = await db().ruleImport.findUnique({ where: { id }, select: ROW });
  return row && rowOf(row);
}

/** One page of an import's lines, the refused first. */
export async function listImportLines(importId: string, query: ImportLineQuery): Promise<RuleImportLines> {
  const [rank, ordinal] = (query.after ?? "").split(".").map(Number);
  const isAfter = rank !== undefined && ordinal !== undefined && Number.isSafeInteger(rank) && Number.isSafeInteger(ordinal);
  const rows = await db().ruleImportLine.findMany({
    where: {
      importId,
      ...(query.outcome && { outcome: query.outcome }),
      ...(query.code && { diagnostics: { array_contains: [{ code: query.code }] } }),
      AND: [
        query.q
          ? { OR: [{ file: { contains: query.q, mode: "insensitive" } }, { title: { contains: query.q, mode: "insensitive" } }] }
          : {},
        isAfter ? { OR: [{ outcomeRank: { gt: rank } }, { outcomeRank: rank, ordinal: { gt: ordinal } }] } : {},
      ],
    },
    orderBy: [{ outcomeRank: "asc" }, { ordinal: "asc" }],
    take: LINES_PER_PAGE + 1,
    select: { ordinal: true, file: true, ruleId: true, title: true, outcome: true, outcomeRank: true, diagnostics: true },
  });
  const page = rows.slice(0, LINES_PER_PAGE);
  const last = page.at(-1);
  return {
    lines: page.map((row) => ({
      file: row.file,
      ruleId: row.ruleId,
      title: row.title,
      outcome: outcomeOf(row.outcome),
      diagnostics: StoredDiagnostics.parse(row.diagnostics),
    })),
    next: rows.length > page.length && last ? `${last.outcomeRank}.${last.ordinal}` : null,
  };
}

/** What was found in the lines of an import, the most frequent first; with an outcome, in those of it. */
export async function listImportReasons(importId: string, outcome: ImportLineQuery["outcome"]): Promise<readonly ImportReason[]> {
  return onPrisma(db())<ImportReason>(Prisma.sql`
    SELECT d->>'code' AS code, count(DISTINCT l.ordinal)::int AS lines
    FROM rule_import_line l CROSS JOIN LATERAL jsonb_array_elements(l.diagnostics) d
    WHERE l.import_id = ${importId}::uuid AND (${outcome ?? null}::text IS NULL OR l.outcome = ${outcome ?? null}::text)
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${REASONS}`);
}

/** Imports whose bytes a worker may still want; with `before`, those recorded earlier than that. */
export async function listPendingRuleImports(before?: Date): Promise<readonly string[]> {
  const rows = await db().ruleImport.findMany({
    where: { status: { in: ["queued", "running"] }, ...(before && { createdAt: { lt: before } }) },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Ids that earlier attempts at an import have stored rules under, and where they stood: the first of an id counts. */
export async function getSeenRules(importId: string): Promise<Map<string, SeenRule>> {
  const rows = await db().ruleImportLine.findMany({
    where: { importId, ruleId: { not: null } },
    orderBy: { ordinal: "desc" },
    select: { ruleId: true, title: true, file: true },
  });
  return new Map(rows.map((row) => [row.ruleId ?? "", { title: row.title ?? "", file: row.file }]));
}

/** Who asked for an import, as it was recorded when they were signed in: what the worker does is their deed. */
export async function getImporter(importId: string): Promise<Actor | null> {
  const row = await db().ruleImport.findUnique({
    where: { id: importId },
    select: { createdByType: true, createdBy: true, createdByName: true },
  });
  if (!row) return null;
  const type = row.createdByType === "token" || row.createdByType === "system" ? row.createdByType : "user";
  return { type, id: row.createdBy as ActorId, name: row.createdByName };
}

type StoredImport = Prisma.RuleImportGetPayload<{ select: typeof ROW }>;

function rowOf({ createdByName, size, createdAt, startedAt, finishedAt, status, ...row }: StoredImport): RuleImportRow {
  return {
    ...row,
    status: RULE_IMPORT_STATUSES.find((each) => each === status) ?? "failed",
    size: Number(size),
    createdBy: createdByName,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

function outcomeOf(text: string): RuleImportFile["outcome"] {
  return text === "added" || text === "updated" || text === "unchanged" ? text : "refused";
}
