import type { CompiledRule } from "#core/detection/rule";
import { createRuleSet } from "#core/detection/rule-set";
import { leafRules } from "#core/detection/stateful";
import type { Judge } from "#core/exception/judge";
import type { Scanner } from "./scan-file.ts";
import { watchOf } from "./watch.ts";

/** Everything an event is looked at with. One per thread. */
export function scannerOf(rules: readonly CompiledRule[], judge: Judge, now: number): Scanner {
  return { rules: createRuleSet([...rules, ...leafRules(rules)]), watch: watchOf(rules), judge, now };
}
