import type { Plan } from "#core/detection/ir/plan";
import type { Condition } from "./sql.ts";

/** What Postgres can tell of the events that some plan may need. */
export function scanCondition(_plans: readonly Plan[]): Condition {
  return true;
}
