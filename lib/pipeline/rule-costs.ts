import { keepRuleCosts, type MeasuredCost } from "#features/rule/cost/mutations";
import { detectionSet } from "./detection-set.ts";

/** Stores what each rule has cost this process so far. A rule over several events costs what its questions cost together. */
export async function storeRuleCosts(now: Date): Promise<number> {
  const costs = new Map<string, MeasuredCost>();
  for (const { rule, nanoseconds, asked } of (await detectionSet()).rules.costs()) {
    if (!Number.isFinite(nanoseconds)) continue;
    const known = costs.get(rule.id);
    costs.set(rule.id, {
      ruleId: rule.id,
      nanoseconds: (known?.nanoseconds ?? 0) + nanoseconds,
      asked: Math.min(1, (known?.asked ?? 0) + asked),
    });
  }
  return keepRuleCosts([...costs.values()], now);
}
