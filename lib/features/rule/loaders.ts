import "server-only";
import { cache } from "react";
import { AppError } from "#lib/errors";
import { requireActor } from "../account/loaders.ts";
import { listRecentAlerts } from "../alert/queue/data.ts";
import { getRule, listRuleOptions, listRules } from "./data.ts";
import type { RuleQuery } from "./schema.ts";
import type { RuleDetail, RulePage } from "./types.ts";

export const loadRules = cache(async (query: RuleQuery): Promise<RulePage> => {
  await requireActor();
  return listRules(query);
});

/** One rule with its latest alerts. Throws `not-found`. */
export const loadRule = cache(async (id: string): Promise<RuleDetail> => {
  await requireActor();
  const rule = await getRule(id);
  if (!rule) throw new AppError("not-found", "no such rule");
  return { ...rule, recentAlerts: await listRecentAlerts({ ruleId: id }, 20) };
});

/** Id and title of every rule, for pickers. */
export async function loadRuleOptions(): Promise<readonly { readonly id: string; readonly title: string }[]> {
  await requireActor();
  return listRuleOptions();
}
