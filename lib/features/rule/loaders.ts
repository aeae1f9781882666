import "server-only";
import { cache } from "react";
import { z } from "zod";
import { AppError } from "#lib/errors";
import { requireActor } from "../account/loaders.ts";
import { listRecentAlerts } from "../alert/queue/data.ts";
import { getTimeline } from "../alert/timeline/data.ts";
import { getEventSpan } from "../ingest/data.ts";
import { RECENT_ALERTS, RULE_CHOICES } from "./constants.ts";
import { findRuleChoices, getRule, listRuleTitles } from "./data.ts";
import { countFacets } from "./filter/facet/data.ts";
import type { RuleFacets } from "./filter/types.ts";
import { getRuleImport, listImportLines, listImportReasons, listRuleImports } from "./import/data.ts";
import type { ImportLineQuery } from "./import/schema.ts";
import type { ImportReason, RuleImportDetail, RuleImportRow } from "./import/types.ts";
import { listRules } from "./list/data.ts";
import { type RuleFilter, type RuleQuery, VersionQuery } from "./schema.ts";
import type { RuleChoice, RuleDetail, RulePage, VersionPair } from "./types.ts";
import { getVersionPair } from "./version/data.ts";

/** A page of the rules under a filter, with what each has fired. */
export const loadRules = cache(async (query: RuleQuery): Promise<RulePage> => {
  await requireActor();
  return listRules(query);
});

/** The choices of every filter, with counts. */
export const loadRuleFacets = cache(async (filter: RuleFilter): Promise<RuleFacets> => {
  await requireActor();
  return countFacets(filter);
});

/** One rule with its latest alerts. Throws `not-found`. */
export const loadRule = cache(async (id: string): Promise<RuleDetail> => {
  await requireActor();
  const rule = await getRule(id);
  if (!rule) throw new AppError("not-found", "no such rule");
  const [recentAlerts, timeline] = await Promise.all([listRecentAlerts({ ruleId: id }, RECENT_ALERTS), getTimeline(id)]);
  return { ...rule, recentAlerts, timeline };
});

/** The times of the first and the last event that uploads and deliveries have brought; null while there is none. */
export const loadStoredSpan = cache(async (): Promise<{ readonly from: string; readonly to: string } | null> => {
  await requireActor();
  return getEventSpan();
});

/** Two versions of a rule. Throws `not-found`. */
export const loadVersionPair = cache(async (ruleId: string, asked: unknown): Promise<VersionPair> => {
  await requireActor();
  const pair = await getVersionPair(ruleId, VersionQuery.parse(asked));
  if (!pair) throw new AppError("not-found", "no such version of the rule");
  return pair;
});

/** The newest imports; `before` (the last id of a page) asks for the page after it. */
export const loadRuleImports = cache(async (before?: string): Promise<readonly RuleImportRow[]> => {
  await requireActor();
  return listRuleImports(z.uuid().safeParse(before).data);
});

/** One import with a page of its lines. Throws `not-found`. */
export const loadRuleImport = cache(async (id: string, query: ImportLineQuery): Promise<RuleImportDetail> => {
  await requireActor();
  const row = z.uuid().safeParse(id).success ? await getRuleImport(id) : null;
  if (!row) throw new AppError("not-found", "no such import");
  return { ...row, ...(await listImportLines(id, query)) };
});

/** The titles of some rules. */
export async function loadRuleTitles(ids: readonly string[]): Promise<readonly RuleChoice[]> {
  await requireActor();
  return listRuleTitles(ids);
}

/** The first rules whose title has the text: what a picker offers. */
export async function loadRuleChoices(text: string): Promise<readonly RuleChoice[]> {
  await requireActor();
  return findRuleChoices(text.trim().slice(0, 300), RULE_CHOICES);
}

/** What was found in the lines of an import, for its filter. */
export async function loadImportReasons(id: string, outcome: ImportLineQuery["outcome"]): Promise<readonly ImportReason[]> {
  await requireActor();
  return z.uuid().safeParse(id).success ? listImportReasons(id, outcome) : [];
}
