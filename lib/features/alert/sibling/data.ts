import "server-only";
import { z } from "zod";
import { compileStored } from "#core/detection/compile-stored";
import { LANGUAGES, type Reason, SEVERITIES } from "#core/detection/finding";
import { scansOf } from "#core/detection/ir/plan-walk";
import { explain } from "#core/detection/match/explain";
import type { CompiledRule } from "#core/detection/rule";
import { createRuleSet } from "#core/detection/rule-set";
import type { Placeholders } from "#core/detection/sigma/modifiers";
import { isStateful } from "#core/detection/stateful";
import type { Event } from "#core/event/event";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import { listPlaceholders } from "../../placeholder/data.ts";
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

function compileOne(rule: Stored, placeholders: Placeholders): CompiledRule | null {
  const asks = rule.source.includes("|expand");
  const key = `${rule.id} ${rule.version} ${asks ? JSON.stringify([...placeholders]) : ""}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const { rules } = compileStored({ file: rule.file, text: rule.source }, { placeholders });
  const fresh = rules.find((candidate) => candidate.id === rule.id && candidate.plan !== null) ?? null;
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

/** Of rules over several events: those with an alert that this event is evidence of. */
async function firedWith(ruleIds: readonly string[], of: { readonly at: string; readonly event: Event }): Promise<ReadonlySet<string>> {
  if (ruleIds.length === 0) return new Set();
  const rows = await onPrisma(db())<{ id: string }>(Prisma.sql`
    SELECT DISTINCT a.rule_id AS id FROM alert a
    WHERE a.rule_id = ANY(${[...ruleIds]}::text[]) AND a.shape <> 'event' AND EXISTS (
      SELECT 1 FROM alert_evidence e
      WHERE e.alert_id = a.id AND e.timestamp = ${of.at}::timestamptz AND e.event_id = ${of.event.id}::uuid)`);
  return new Set(rows.map((row) => row.id));
}

/** How a rule over several events that did not fire stands to this one: one of its events, or the predicate that failed first. */
function standing(rule: CompiledRule, event: Event): Pick<SiblingRule, "isPart" | "failed"> {
  const asked = (rule.plan ? scansOf(rule.plan) : []).map((plan) => ({ ...rule, plan }));
  if (asked.some((one) => createRuleSet([one]).match(event).length > 0)) return { isPart: true, failed: null };
  const [first] = asked;
  return { isPart: false, failed: first ? firstFailed(first, event) : null };
}

const firstFailed = (rule: CompiledRule, event: Event): Reason | null => explain(rule, event).find((reason) => !reason.held) ?? null;

/** The rules that looked at the same event: fired, or the first predicate that failed. Rules that cannot run are left out. */
export async function listSiblings(
  newest: { readonly event: Event; readonly at: string },
  of: { readonly ruleId: string; readonly processName: string | null },
): Promise<readonly SiblingRule[]> {
  const { event } = newest;
  const [candidates, placeholders] = await Promise.all([listRelated(of), listPlaceholders()]);
  const related = candidates.flatMap((stored) => {
    const rule = compileOne(stored, placeholders);
    return rule === null ? [] : [{ stored, rule }];
  });
  const several = related.filter(({ rule }) => isStateful(rule)).map(({ rule }) => rule.id);
  const firedTogether = await firedWith(several, newest);
  return related.map(({ stored, rule }) => {
    const named = { ruleId: stored.id, title: stored.title, severity: stored.severity };
    if (isStateful(rule)) {
      return firedTogether.has(rule.id)
        ? { ...named, fired: true, isPart: true, failed: null }
        : { ...named, fired: false, ...standing(rule, event) };
    }
    const fired = createRuleSet([rule]).match(event).length > 0;
    return { ...named, fired, isPart: false, failed: fired ? null : firstFailed(rule, event) };
  });
}
