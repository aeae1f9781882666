import "server-only";
import { z } from "zod";
import { compileFile } from "#core/detection/compile";
import type { Diagnostic } from "#core/detection/diagnostic";
import { LANGUAGES, SEVERITIES, SEVERITY_RANK, type Severity } from "#core/detection/finding";
import { print } from "#core/detection/ir/print";
import { db } from "#lib/db/client";
import type { Prisma } from "#lib/db/generated/client";
import { type RuleQuery, StoredDiagnostics } from "./schema.ts";
import type { RuleDetail, RulePage, RuleRow } from "./types.ts";

const ROW = {
  id: true,
  title: true,
  language: true,
  severity: true,
  severityRank: true,
  status: true,
  logSource: true,
  tags: true,
  builtIn: true,
  enabled: true,
  version: true,
  diagnostics: true,
  updatedAt: true,
} as const satisfies Prisma.RuleSelect;
type StoredRule = Prisma.RuleGetPayload<{ select: typeof ROW }>;

const REFUSED: Prisma.RuleWhereInput = { diagnostics: { array_contains: [{ severity: "error" }] } };

/** Rules by severity, then title; one page, with what each has fired. */
export async function listRules(query: RuleQuery): Promise<RulePage> {
  const where = conditionOf(query);
  const after = Cursor.safeParse(decode(query.cursor));
  const [stored, total] = await Promise.all([
    db().rule.findMany({
      where: after.success ? { AND: [where, beyond(after.data)] } : where,
      orderBy: [{ severityRank: "desc" }, { title: "asc" }, { id: "asc" }],
      take: query.size + 1,
      select: ROW,
    }),
    db().rule.count({ where }),
  ]);
  const page = stored.slice(0, query.size);
  const last = page.at(-1);
  const next = stored.length > query.size && last ? encode([last.severityRank, last.title, last.id]) : null;
  return { rows: await withAlerts(page), total, next };
}

/** Id and title of every rule, for pickers. */
export async function listRuleOptions(): Promise<readonly { readonly id: string; readonly title: string }[]> {
  return db().rule.findMany({ select: { id: true, title: true }, orderBy: { title: "asc" } });
}

/** One rule with its text, plan, versions and the exceptions that touch it, or null. Its alerts are the alert room's to read. */
export async function getRule(id: string): Promise<Omit<RuleDetail, "recentAlerts"> | null> {
  const rule = await db().rule.findUnique({
    where: { id },
    select: {
      ...ROW,
      description: true,
      author: true,
      references: true,
      falsePositives: true,
      fileName: true,
      source: true,
      versions: { select: { version: true, createdAt: true, createdBy: true }, orderBy: { version: "desc" }, take: 100 },
    },
  });
  if (!rule) return null;
  const exceptions = await db().exception.findMany({
    where: { status: "active", OR: [{ ruleIds: { has: id } }, { ruleIds: { isEmpty: true } }] },
    select: { id: true, number: true, title: true },
    orderBy: { number: "asc" },
    take: 500,
  });
  const [row] = await withAlerts([rule]);
  if (!row) return null;
  return {
    ...row,
    description: rule.description,
    author: rule.author,
    references: rule.references,
    falsePositives: rule.falsePositives,
    fileName: rule.fileName,
    source: rule.source,
    diagnostics: diagnosticsOf(rule),
    plan: planOf(id, rule.fileName, rule.source),
    versions: rule.versions.map(({ version, createdAt, createdBy }) => ({ version, createdBy, createdAt: createdAt.toISOString() })),
    exceptions,
  };
}

export interface EnabledRule {
  readonly id: string;
  readonly version: number;
  readonly file: string;
  readonly source: string;
}

/** Every rule that is to run. Refused ones are left out by compiling, not here: a newer Callout may accept them. */
export async function listEnabledRules(): Promise<readonly EnabledRule[]> {
  const rows = await db().rule.findMany({
    where: { enabled: true },
    select: { id: true, version: true, fileName: true, source: true },
    orderBy: { id: "asc" },
  });
  return rows.map((row) => ({ id: row.id, version: row.version, file: row.fileName, source: row.source }));
}

/** The counter that every change of rules or exceptions raises. */
export async function getDetectionRevision(): Promise<bigint> {
  const row = await db().detectionRevision.findUnique({ where: { id: 1 }, select: { revision: true } });
  return row?.revision ?? 0n;
}

const Cursor = z.tuple([z.number(), z.string(), z.string()]);
type Cursor = z.infer<typeof Cursor>;

const encode = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString("base64url");

function decode(cursor: string | undefined): unknown {
  try {
    return cursor === undefined ? undefined : JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

function beyond([severityRank, title, id]: Cursor): Prisma.RuleWhereInput {
  return {
    OR: [{ severityRank: { lt: severityRank } }, { severityRank, title: { gt: title } }, { severityRank, title, id: { gt: id } }],
  };
}

function conditionOf(query: RuleQuery): Prisma.RuleWhereInput {
  const text = query.q?.trim();
  const state: { readonly [S in NonNullable<RuleQuery["state"]>]: Prisma.RuleWhereInput } = {
    enabled: { enabled: true },
    disabled: { enabled: false, NOT: REFUSED },
    refused: REFUSED,
  };
  return {
    ...(query.severity.length > 0 && { severityRank: { in: query.severity.map((severity) => SEVERITY_RANK[severity]) } }),
    ...(query.language.length > 0 && { language: { in: query.language } }),
    ...(query.state && { AND: [state[query.state]] }),
    ...(text && {
      OR: [
        { title: { contains: text, mode: "insensitive" } },
        { id: { startsWith: text.toLowerCase() } },
        { logSource: { contains: text, mode: "insensitive" } },
        { tags: { has: text.toLowerCase() } },
        { description: { contains: text, mode: "insensitive" } },
      ],
    }),
  };
}

async function withAlerts(rules: readonly StoredRule[]): Promise<readonly RuleRow[]> {
  const ruleId = { in: rules.map((rule) => rule.id) };
  const [all, open] = await Promise.all([
    db().alert.groupBy({ by: ["ruleId"], where: { ruleId }, _count: { _all: true }, _max: { lastSeen: true } }),
    db().alert.groupBy({ by: ["ruleId"], where: { ruleId, status: { in: ["open", "in_progress"] } }, _count: { _all: true } }),
  ]);
  const totals = new Map(all.map((group) => [group.ruleId, group]));
  const opens = new Map(open.map((group) => [group.ruleId, group._count._all]));
  return rules.map((rule) => {
    const diagnostics = diagnosticsOf(rule);
    const total = totals.get(rule.id);
    return {
      id: rule.id,
      title: rule.title,
      language: LANGUAGES.find((language) => language === rule.language) ?? "sigma",
      severity: severityOf(rule.severity),
      status: rule.status,
      logSource: rule.logSource,
      tags: rule.tags,
      builtIn: rule.builtIn,
      enabled: rule.enabled,
      version: rule.version,
      errors: diagnostics.filter((diagnostic) => diagnostic.severity === "error").length,
      warnings: diagnostics.filter((diagnostic) => diagnostic.severity === "warning").length,
      openAlerts: opens.get(rule.id) ?? 0,
      totalAlerts: total?._count._all ?? 0,
      lastFiredAt: total?._max.lastSeen?.toISOString() ?? null,
      updatedAt: rule.updatedAt.toISOString(),
    };
  });
}

function severityOf(text: string): Severity {
  return SEVERITIES.find((severity) => severity === text) ?? "medium";
}

function diagnosticsOf(rule: { readonly diagnostics: unknown }): readonly Diagnostic[] {
  return StoredDiagnostics.parse(rule.diagnostics);
}

function planOf(id: string, file: string, text: string): string | null {
  const rule = compileFile({ file, text }).rules.find((compiled) => compiled.id === id);
  return rule?.plan ? print(rule.plan) : null;
}
