import "server-only";
import { z } from "zod";
import { LANGUAGES, SEVERITIES, type Severity } from "#core/detection/finding";
import { db } from "#lib/db/client";
import { decodeCursor, encodeCursor } from "#lib/db/cursor";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import { conditionOf } from "../filter/data.ts";
import type { RuleQuery } from "../schema.ts";
import type { RulePage, RuleRow } from "../types.ts";

export interface StoredRow {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly severity: string;
  readonly status: string;
  readonly logSource: string;
  readonly tags: readonly string[];
  readonly builtIn: boolean;
  readonly enabled: boolean;
  readonly refused: boolean;
  readonly warnings: number;
  readonly version: number;
  readonly updatedAt: Date;
  readonly kind: string;
  readonly everySeconds: number | null;
  readonly canRun: boolean;
  readonly lastRunAt: Date | null;
  readonly costNanoseconds: number | null;
}

/** What a page is ordered by, the largest first; rules of the same go by title, then id. All are numbers a double holds exactly. */
const SORT_KEYS: { readonly [S in RuleQuery["sort"]]: Prisma.Sql } = {
  level: Prisma.sql`r.severity_rank::float8`,
  title: Prisma.sql`0::float8`,
  alerts: Prisma.sql`COALESCE(a.total, 0)::float8`,
  run: Prisma.sql`COALESCE(EXTRACT(EPOCH FROM r.last_run_at) * 1000, -1)::float8`,
  cost: Prisma.sql`COALESCE(r.cost_nanoseconds, -1)::float8`,
  fired: Prisma.sql`COALESCE(EXTRACT(EPOCH FROM a.fired) * 1000000, -1)::float8`,
};

/** Rules under a filter, one page in the order asked for, with what each has fired; the counts are of all pages together. */
export async function listRules(query: RuleQuery): Promise<RulePage> {
  const where = conditionOf(query);
  const cursor = decodeCursor(Cursor, query.cursor);
  const beyond = cursor
    ? Prisma.sql`WHERE (key < ${cursor[0]}::float8 OR (key = ${cursor[0]}::float8 AND (title, id) > (${cursor[1]}, ${cursor[2]})))`
    : Prisma.empty;
  const readsAlerts = query.sort === "alerts" || query.sort === "fired";
  const alerts = readsAlerts
    ? Prisma.sql`LEFT JOIN (SELECT rule_id, count(*) AS total, max(last_seen) AS fired FROM alert GROUP BY rule_id) a ON a.rule_id = r.id`
    : Prisma.empty;
  const ask = onPrisma(db());
  const [stored, [counts]] = await Promise.all([
    ask<StoredRow & { readonly key: number }>(Prisma.sql`
      SELECT * FROM (
        SELECT r.id, r.title, r.language, r.severity, r.status, r.log_source AS "logSource", r.tags, r.built_in AS "builtIn", r.enabled,
          r.refused, r.warnings, r.version, r.updated_at AS "updatedAt", r.kind, r.every_seconds AS "everySeconds",
          r.can_run AS "canRun", r.last_run_at AS "lastRunAt", r.cost_nanoseconds AS "costNanoseconds", ${SORT_KEYS[query.sort]} AS key
        FROM rule r ${alerts} WHERE ${where}) ranked
      ${beyond} ORDER BY key DESC, title, id LIMIT ${query.size + 1}`),
    ask<{ readonly total: number; readonly canEnable: number; readonly canDisable: number }>(Prisma.sql`
      SELECT count(*)::int AS total, count(*) FILTER (WHERE NOT r.enabled AND NOT r.refused)::int AS "canEnable",
        count(*) FILTER (WHERE r.enabled AND NOT r.refused)::int AS "canDisable"
      FROM rule r WHERE ${where}`),
  ]);
  const page = stored.slice(0, query.size);
  const last = page.at(-1);
  const next = stored.length > query.size && last ? encodeCursor([last.key, last.title, last.id]) : null;
  return { rows: await withAlerts(page), next, ...(counts ?? { total: 0, canEnable: 0, canDisable: 0 }) };
}

const Cursor = z.tuple([z.number(), z.string(), z.string()]);

/** Rows with what their rules have fired. */
export async function withAlerts(rules: readonly StoredRow[]): Promise<readonly RuleRow[]> {
  const ruleId = { in: rules.map((rule) => rule.id) };
  const [all, open] = await Promise.all([
    db().alert.groupBy({ by: ["ruleId"], where: { ruleId }, _count: { _all: true }, _max: { lastSeen: true } }),
    db().alert.groupBy({ by: ["ruleId"], where: { ruleId, status: { in: ["open", "in_progress"] } }, _count: { _all: true } }),
  ]);
  const totals = new Map(all.map((group) => [group.ruleId, group]));
  const opens = new Map(open.map((group) => [group.ruleId, group._count._all]));
  return rules.map((rule) => {
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
      refused: rule.refused,
      warnings: rule.warnings,
      kind: rule.kind,
      everySeconds: rule.canRun ? rule.everySeconds : null,
      lastRunAt: rule.lastRunAt?.toISOString() ?? null,
      costNanoseconds: rule.costNanoseconds,
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
