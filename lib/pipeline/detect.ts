import type { Reason } from "#core/detection/finding";
import { explain } from "#core/detection/match/explain";
import type { CompiledRule } from "#core/detection/rule";
import type { RuleSet } from "#core/detection/rule-set";
import type { Event } from "#core/event/event";

/** A rule that fired on an event, and why. */
export interface EventFinding {
  readonly rule: CompiledRule;
  readonly event: Event;
  readonly why: readonly Reason[];
}

/** Every rule on every event. Explaining is for hits alone: it costs more than the match. */
export function detect(rules: RuleSet, events: readonly Event[]): readonly EventFinding[] {
  const found: EventFinding[] = [];
  for (const event of events) for (const rule of rules.match(event)) found.push({ rule, event, why: explain(rule, event) });
  return found;
}
