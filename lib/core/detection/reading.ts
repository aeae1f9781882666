import type { Micros, Plan } from "./ir/plan.ts";
import { negatedBranches, patience, reach } from "./ir/plan-walk.ts";
import { type Partition, standsForOne } from "./partition.ts";

/**
 * Which hits of a part must be read again when some arrive in [first, last], so that running the plan over them alone gives
 * what running it over all hits would.
 * - `around`: all of [first − before, last + after]. Only what is found in [first − settles, last + reaches] is certain then.
 * - `window`: from just behind the last finding before `first`; without one in the last `gap`, from `first − gap`, and nothing fires before
 *   `first`. To the first gap longer than `gap` after `last`.
 * - `burst`: from the last gap longer than `gap` before `first` to the first one after `last`: nothing spans such a gap.
 * - `neighbours`: from the last hit before `first` to the first one after `last`: each hit is judged by the one before it.
 * - `all`: every hit; no span bounds what counts.
 */
export type Reading =
  | { readonly kind: "around"; readonly before: Micros; readonly after: Micros; readonly settles: Micros; readonly reaches: Micros }
  | { readonly kind: "window"; readonly gap: Micros }
  | { readonly kind: "burst"; readonly gap: Micros }
  | { readonly kind: "neighbours" }
  | { readonly kind: "all" };

export function readingOf(plan: Plan, { isFinest }: Partition): Reading {
  const gap = reach(plan) + patience(plan);
  if (!Number.isFinite(gap)) return { kind: "all" };
  if (plan.op === "novel" && isFinest && standsForOne(plan.input)) return { kind: "neighbours" };
  if (plan.op === "window" && isFinest && standsForOne(plan.input) && negatedBranches(plan.having).size === 0)
    return { kind: "window", gap: plan.within };
  // With ties in any order a row may be spent on a sequence that began long ago, and the next one then differs: only a gap is safe.
  if (plan.op === "sequence" && plan.ties === "recorded" && plan.steps.every(({ input }) => standsForOne(input))) {
    const settles = plan.steps.at(-1)?.absent ? plan.within : 0;
    return { kind: "around", before: settles + gap, after: plan.within + gap, settles, reaches: plan.within };
  }
  return { kind: "burst", gap };
}
