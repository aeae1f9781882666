import "server-only";
import { z } from "zod";
import { compileStored } from "#core/detection/compile-stored";
import { LANGUAGES, SEVERITIES } from "#core/detection/finding";
import { explain } from "#core/detection/match/explain";
import type { CompiledRule } from "#core/detection/rule";
import { createRuleSet } from "#core/detection/rule-set";
import type { Event } from "#core/event/event";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import type { SiblingRule } from "../types.ts";

const MOST = 20;
const REMEMBERED = 500;

const Stored = z.object({
  id: z.string(),
  title: z.string(),
  severity: z.enum(SEVERITIES),
  language: z.enum(LANGUAGES),
  version: z.number(),
  source: z.string(),
  file: z.string(),
});
type Stored = z.infer<typeof Stored>;

/** Compiled siblings by id and version: the alerts of a rule ask for the same ones again and again. */
const compiled = new Map<string, CompiledRule | null>();

function compileOne(rule: Stored): CompiledRule | null {
  const key = `${rule.id} ${rule.version}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const fresh =
    compileStored({ file: rule.file, text: rule.source }).rules.find((candidate) => candidate.id === rule.id && candidate.plan !== null) ??
    null;
  if (compiled.size >= REMEMBERED) compiled.clear();
  compiled.set(key, fresh);
  return fresh;
}

/** Enabled rules of the same log source that are about the same program or the same technique, closest first. */
async function listRelated(of: { readonly ruleId: string; readonly processName: string | null }): Promise<readonly Stored[]> {
  const name = of.processName ?? "";
  const rows = await onPrisma(db())<unknown>(Prisma.sql`
    WITH fired AS (
      SELECT r.log_source, ARRAY(SELECT lower(t) FROM unnest(r.tags) t WHERE lower(t) LIKE 'attack.t%') AS techniques FROM rule r WHERE r.id = ${of.ruleId}
    ), related AS (
      SELECT r.id, r.title, r.severity, r.severity_rank, r.language, r.version, r.source, r.file_name AS file,
             ${name} <> '' AND position(lower(${name}) IN lower(r.source)) > 0 AS same_program,
             EXISTS (SELECT 1 FROM unnest(r.tags) t WHERE lower(t) = ANY(fired.techniques)) AS same_technique
      FROM rule r, fired WHERE r.enabled AND r.id <> ${of.ruleId} AND r.log_source = fired.log_source
    )
    SELECT id, title, severity, language, version, source, file FROM related WHERE same_program OR same_technique
    ORDER BY same_program DESC, same_technique DESC, severity_rank DESC, title, id LIMIT ${MOST}`);
  return rows.map((row) => Stored.parse(row));
}

/** The rules that looked at the same event: fired, or the first predicate that failed. Rules that cannot run are left out. */
export async function listSiblings(
  event: Event,
  of: { readonly ruleId: string; readonly processName: string | null },
): Promise<readonly SiblingRule[]> {
  const related = await listRelated(of);
  return related.flatMap((stored) => {
    const rule = compileOne(stored);
    if (rule === null) return [];
    const fired = createRuleSet([rule]).match(event).length > 0;
    const failed = fired ? null : (explain(rule, event).find((reason) => !reason.held) ?? null);
    return [{ ruleId: stored.id, title: stored.title, severity: stored.severity, fired, failed }];
  });
}
