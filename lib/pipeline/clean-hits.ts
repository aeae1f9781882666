import { patience, reach } from "#core/detection/ir/plan-walk";
import { DAY } from "#core/event/timestamp";
import { removeOld, removeRepeated, removeRetired, removeSurplus } from "#features/hit/clean/mutations";
import { detectionSet } from "./detection-set.ts";

/** Removes hits of rules that are gone, that came too long ago, and that a sample can do without. Gives how many rows. */
export async function cleanHits(): Promise<number> {
  const { stateful } = await detectionSet();
  let removed = await removeRetired();
  removed += await removeOld(stateful.rules.map(({ planId, plan }) => ({ planId, reach: reach(plan) + patience(plan) })));
  for (const { planId, plan } of stateful.rules) {
    const isPlain = plan.op === "sample" && plan.once && !plan.until && plan.branches.every(({ input }) => input.op === "scan");
    if (isPlain) removed += await removeSurplus(planId, plan.branches.length);
  }
  for (const { planId, plan, reading } of stateful.rules) {
    if (plan.op === "novel" && reading.kind === "neighbours" && plan.history >= DAY) removed += await removeRepeated(planId);
  }
  return removed;
}
