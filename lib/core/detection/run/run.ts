import type { EpochMicros } from "../../event/event.ts";
import type { Operator, Plan, PlanOf } from "../ir/plan.ts";
import type { Hit, RunRow } from "./row.ts";

/** What operators are given beside their plan. */
export interface Run {
  /** The rows of an input, in the order of time. */
  rows(plan: Plan): Iterable<RunRow>;
  /** Hits of a scan, in the order of time, no event twice. */
  hits(scan: PlanOf<"scan">["scan"]): readonly Hit[];
  /** Up to here every hit is known: nothing that must not have happened can still turn up. */
  readonly closedUntil: EpochMicros;
  /** Whether it is known that the plan as a whole found nothing at a moment: hits before the first that was read decided it. */
  isQuiet(plan: Plan, at: EpochMicros): boolean;
}

/** Gives its rows in the order of time. */
export type Execute<O extends Operator> = (plan: PlanOf<O>, run: Run) => Iterable<RunRow>;
