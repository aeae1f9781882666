import type { Micros } from "../ir/plan.ts";
import type { Schedule } from "../rule.ts";
import { readAgo, readSpan } from "./date-math.ts";
import type { Remarks } from "./remarks.ts";
import type { ElasticRule } from "./schema.ts";

/** Kibana's defaults for what a rule does not say. */
const DEFAULTS = { interval: "5m", from: "now-6m", max_signals: 100 };

/** When the rule runs; a span that cannot be read is a warning, and Kibana's default stands in for it. */
export function scheduleOf(rule: ElasticRule, remarks: Remarks): Schedule {
  const span = (name: "interval" | "from", read: (text: string) => Micros | undefined): Micros => {
    const written = rule[name];
    const found = written === undefined ? undefined : read(written);
    if (written !== undefined && found === undefined) {
      remarks.warning("bad-schedule", `"${written}" is no span of Kibana's: ${DEFAULTS[name]} is used instead`, [name]);
    }
    return found ?? read(DEFAULTS[name]) ?? 0;
  };
  if (rule.to !== undefined && rule.to.trim() !== "now") {
    remarks.warning("bad-schedule", `"${rule.to}" is not looked at: an execution sees events up to now`, ["to"]);
  }
  const every = span("interval", readSpan);
  const lookBack = span("from", readAgo);
  if (lookBack < every)
    remarks.warning("schedule-gap", "the rule looks back less far than its interval: Kibana would miss what lies between", ["from"]);
  return { every, lookBack: Math.max(lookBack, every), mostAlerts: rule.max_signals ?? DEFAULTS.max_signals };
}
