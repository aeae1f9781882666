import { compileCondition, holds, isCompiled } from "./compiled-condition.ts";
import { readEvidence } from "./evidence.ts";
import type { Exception, ExceptionId, Subject } from "./exception.ts";
import { type CompiledException, createExceptionIndex, type ExceptionIndex } from "./exception-index.ts";

/** Decides what is silenced. Fails open: whatever cannot be understood silences nothing and the alert reaches the analyst. */
export interface Judge {
  /**
   * Every exception that matches, in the order given to `compileExceptions`; `now` in milliseconds since the epoch.
   * From its `expiresAt` on an exception matches nothing. `step`: the step of its rule that the evidence is; an exception that
   * names a step matches at that step only.
   */
  readonly silencedBy: (subject: Subject, now: number, step?: string) => readonly ExceptionId[];
  /** Exceptions that silence nothing because they cannot be used, with the reason. */
  readonly broken: ReadonlyMap<ExceptionId, string>;
}

/** Prepares exceptions for many subjects. Thousands cost little: a subject meets only those of its rule and its values. */
export function compileExceptions(exceptions: readonly Exception[]): Judge {
  const broken = new Map<ExceptionId, string>();
  const everyRule: CompiledException[] = [];
  const byRule = new Map<string, CompiledException[]>();
  exceptions.forEach((exception, order) => {
    const compiled = compileException(exception, order);
    if (typeof compiled === "string") {
      broken.set(exception.id, compiled);
      return;
    }
    if (exception.rules.length === 0) everyRule.push(compiled);
    for (const rule of new Set(exception.rules)) {
      const known = byRule.get(rule);
      if (known) known.push(compiled);
      else byRule.set(rule, [compiled]);
    }
  });
  const forEvery = createExceptionIndex(everyRule);
  const forRule = new Map<string, ExceptionIndex>();
  for (const [rule, compiled] of byRule) forRule.set(rule, createExceptionIndex(compiled));
  return {
    broken,
    silencedBy(subject, now, step) {
      const evidence = readEvidence(subject);
      const matching: CompiledException[] = [];
      for (const index of [forEvery, forRule.get(subject.rule)]) {
        for (const exception of index?.possible(evidence) ?? []) {
          if (exception.step !== undefined && exception.step !== step) continue;
          if (now < exception.expiresAt && exception.conditions.every((condition) => holds(condition, evidence))) matching.push(exception);
        }
      }
      return matching.sort((a, b) => a.order - b.order).map((exception) => exception.id);
    },
  };
}

/** The exception made ready, or why it cannot be. */
function compileException(exception: Exception, order: number): CompiledException | string {
  const { id, rules, conditions, step, expiresAt = Number.POSITIVE_INFINITY } = exception;
  if (!Array.isArray(conditions) || conditions.length === 0) return "It has no conditions: it would silence everything.";
  // The names of steps are those of one rule: in another the same name would be another step.
  if (step !== undefined && rules.length !== 1) return "It names a step of a rule, but not the one rule it is a step of.";
  if (Number.isNaN(expiresAt)) return "Its expiry is not a time.";
  const compiled: CompiledException["conditions"][number][] = [];
  for (const condition of conditions) {
    const result = compileCondition(condition);
    if (!isCompiled(result)) return result.map((problem) => problem.message).join(" ");
    compiled.push(result);
  }
  return { order, id, expiresAt, conditions: compiled, ...(step !== undefined && { step }) };
}
