import type { Reason } from "#core/detection/finding";
import type { ScanId } from "#core/detection/ir/plan";
import { explain } from "#core/detection/match/explain";
import type { CompiledRule } from "#core/detection/rule";
import type { RuleSet } from "#core/detection/rule-set";
import type { Event } from "#core/event/event";
import { askedScans } from "./hits.ts";
import type { StatefulRules } from "./stateful-rule.ts";

/** A rule that fired on an event, and why. */
export interface EventFinding {
  readonly rule: CompiledRule;
  readonly event: Event;
  readonly why: readonly Reason[];
}

/** An event that rules over several events asked for. */
export interface AskedEvent {
  readonly event: Event;
  readonly scans: readonly ScanId[];
}

export interface Detected {
  readonly found: readonly EventFinding[];
  readonly asked: readonly AskedEvent[];
}

/** Every rule on every event. Explaining is for hits alone: it costs more than the match. */
export function detect(rules: RuleSet, stateful: StatefulRules, events: readonly Event[]): Detected {
  const found: EventFinding[] = [];
  const asked: AskedEvent[] = [];
  for (const event of events) {
    const matched = rules.match(event);
    if (matched.length === 0) continue;
    for (const rule of matched) if (!rule.isSilent) found.push({ rule, event, why: explain(rule, event) });
    const scans = askedScans(matched, stateful);
    if (scans.length > 0) asked.push({ event, scans });
  }
  return { found, asked };
}
