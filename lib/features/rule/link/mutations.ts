import "server-only";
import { isRefused, linkStored } from "#core/detection/compile-stored";
import { SEVERITY_RANK } from "#core/detection/finding";
import { headOf } from "#core/detection/head";
import type { CompiledRule } from "#core/detection/rule";
import type { ReadFile } from "#core/detection/rule-reader";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma, type Query } from "#lib/db/query";
import type { Transaction } from "#lib/db/transaction";
import { listPlaceholders } from "../../placeholder/data.ts";
import { canonical, jsonOf } from "../details/mutations.ts";
import { settleSchedules } from "../schedule/mutations.ts";
import { listReferred, readStored } from "./data.ts";

/** A rule that another one's coming or going made work, or broke. */
export interface Relinked {
  readonly id: string;
  readonly isRefused: boolean;
  readonly diagnostics: CompiledRule["diagnostics"];
}

/** Rules that a filter for `any` is tried on: one that matches is enough. */
const TRIED = 100;

/**
 * Looks up anew what correlations and filters refer to, after rules came, changed or went. What is said of them, and whether they
 * can run, is kept on their rows; gives those where it changed. To be called before the detection revision is raised.
 */
export async function relinkRules(tx: Transaction): Promise<readonly Relinked[]> {
  const rows = await tx.rule.findMany({
    where: { kind: { in: ["correlation", "filter"] } },
    select: { id: true, fileName: true, source: true, diagnostics: true, refused: true, canRun: true, severity: true },
    orderBy: { id: "asc" },
  });
  if (rows.length === 0) return [];
  const query = onPrisma(tx);
  const placeholders = await listPlaceholders(tx);
  const files = rows.map(({ id, fileName, source }) => readStored({ id, file: fileName, source }, placeholders));
  const referred = await listReferred(query, files, placeholders);
  const tried = await listTried(query, files, placeholders);
  const linked = new Map(linkStored(files, [...referred, ...tried]).rules.map((rule) => [rule.id as string, rule]));
  const changed: Relinked[] = [];
  for (const row of rows) {
    const rule = linked.get(row.id);
    if (!rule) continue;
    const refused = isRefused(rule);
    const canRun = rule.plan !== null && rule.plan.op !== "scan";
    const diagnostics = jsonOf(rule.diagnostics);
    const isSame = canonical(row.diagnostics) === canonical(diagnostics) && row.canRun === canRun && row.severity === rule.severity;
    if (isSame && row.refused === refused) continue;
    await tx.rule.update({
      where: { id: row.id },
      data: {
        diagnostics,
        refused,
        canRun,
        severity: rule.severity,
        severityRank: SEVERITY_RANK[rule.severity],
        warnings: rule.diagnostics.filter(({ severity }) => severity === "warning").length,
      },
      select: { id: true },
    });
    changed.push({ id: row.id, isRefused: refused, diagnostics: rule.diagnostics });
  }
  await settleSchedules(
    tx,
    changed.map(({ id }) => id),
  );
  return changed;
}

/** Some rules with the log source of each filter that is for any. */
async function listTried(
  query: Query,
  files: readonly ReadFile[],
  placeholders: Parameters<typeof readStored>[1],
): Promise<readonly ReadFile[]> {
  const found: ReadFile[] = [];
  for (const { units } of files) {
    for (const { body, text } of units) {
      if (body.kind !== "filter" || body.filter?.rules !== "any") continue;
      const { product, category, service } = headOf(text);
      const rows = await query<{ id: string; file: string; source: string }>(Prisma.sql`
        SELECT id, file_name AS file, source FROM rule
        WHERE language = 'sigma' AND kind NOT IN ('correlation', 'filter') AND NOT refused
          AND (${product}::text IS NULL OR product = ${product}) AND (${category}::text IS NULL OR category = ${category})
          AND (${service}::text IS NULL OR service = ${service}) ORDER BY id LIMIT ${TRIED}`);
      found.push(...rows.map((row) => readStored(row, placeholders)));
    }
  }
  return found;
}
