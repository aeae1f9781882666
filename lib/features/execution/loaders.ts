import "server-only";
import { cache } from "react";
import { z } from "zod";
import { requireActor } from "../account/loaders.ts";
import { getExecution, listExecutions } from "./data.ts";
import { getRuleHealth } from "./health/data.ts";
import type { ExecutionDetail, ExecutionRow, RuleHealth } from "./types.ts";

/** The newest executions of a rule, and how it has fared. */
export const loadExecutions = cache(
  async (ruleId: string): Promise<{ readonly executions: readonly ExecutionRow[]; readonly health: RuleHealth }> => {
    await requireActor();
    const [executions, health] = await Promise.all([listExecutions(ruleId), getRuleHealth(ruleId)]);
    return { executions, health };
  },
);

/** The newest backtest of a rule with its samples, or the one asked for; null when there is none. */
export const loadBacktest = cache(async (ruleId: string, asked: string | undefined): Promise<ExecutionDetail | null> => {
  await requireActor();
  const { executions } = await loadExecutions(ruleId);
  const wanted = z.uuid().safeParse(asked).data ?? executions.find(({ trigger }) => trigger === "backtest")?.id;
  const found = wanted === undefined ? null : await getExecution(wanted);
  return found?.ruleId === ruleId && found.trigger === "backtest" ? found : null;
});
