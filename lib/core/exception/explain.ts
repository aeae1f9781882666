import { compileCondition, holds, isCompiled } from "./compiled-condition.ts";
import { readEvidence } from "./evidence.ts";
import type { Condition, Subject } from "./exception.ts";
import { nearMiss } from "./near-miss.ts";

/** How one condition fares on one piece of evidence. */
export interface ConditionResult {
  /** Index into the conditions. */
  readonly condition: number;
  readonly held: boolean;
  /** Every value the evidence has for the field, as it stands there; empty when it has none. */
  readonly values: readonly string[];
  /** Why it failed, in words, where that can be told: no value, an unusable condition, a difference only in case. */
  readonly hint?: string;
}

/** Which conditions a piece of evidence satisfies and which not, with the actual values: all of them, in order. */
export function explainConditions(conditions: readonly Condition[], subject: Subject): readonly ConditionResult[] {
  const evidence = readEvidence(subject);
  return conditions.map((condition, index) => {
    const values = subject.values(condition.field);
    const compiled = compileCondition(condition);
    if (!isCompiled(compiled)) return { condition: index, held: false, values, hint: compiled.map((problem) => problem.message).join(" ") };
    if (holds(compiled, evidence)) return { condition: index, held: true, values };
    const hint = nearMiss(condition, values);
    return { condition: index, held: false, values, ...(hint === undefined ? {} : { hint }) };
  });
}
