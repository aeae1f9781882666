import { checkAddresses } from "./check-addresses.ts";
import { checkAnchors } from "./check-anchors.ts";
import { checkTexts } from "./check-texts.ts";
import { compileCondition, isCompiled } from "./compiled-condition.ts";
import type { Condition, Lint } from "./exception.ts";

const SHOWN_PROBLEMS = 20;

/**
 * Everything wrong with, or worth knowing about, the conditions of a draft. There is a `block` exactly when
 * `compileExceptions` would call the exception broken, so what can be saved also works.
 */
export function checkConditions(conditions: readonly Condition[]): readonly Lint[] {
  if (conditions.length === 0) {
    return [{ code: "no-conditions", level: "block", message: "Without a condition this would silence everything." }];
  }
  const lints: Lint[] = [];
  let areAllUsable = true;
  conditions.forEach((condition, index) => {
    const compiled = compileCondition(condition);
    if (isCompiled(compiled)) {
      const found = condition.operator === "address" ? checkAddresses(condition.values) : checkTexts(condition);
      lints.push(...found.map((lint) => ({ ...lint, condition: index })));
      return;
    }
    areAllUsable = false;
    for (const { code, message } of compiled.slice(0, SHOWN_PROBLEMS)) lints.push({ code, level: "block", message, condition: index });
    const more = compiled.length - SHOWN_PROBLEMS;
    if (more > 0) lints.push({ code: "more-problems", level: "block", message: `${more} more values cannot be used.`, condition: index });
  });
  // What the conditions anchor together can be told only once each of them means something.
  return areAllUsable ? [...lints, ...checkAnchors(conditions)] : lints;
}

const YEAR = 366 * 24 * 60 * 60 * 1000;

/** What is wrong with, or worth knowing about, where and how long a draft applies. Times in milliseconds since the epoch. */
export function checkScope(scope: {
  readonly ruleIds: readonly string[];
  readonly step?: string | null;
  readonly expiresAt?: number | null;
  readonly now: number;
}): readonly Lint[] {
  const { ruleIds, step = null, expiresAt, now } = scope;
  const lints: Lint[] = [];
  if (step !== null && ruleIds.length !== 1) {
    lints.push({ code: "step-of-no-rule", level: "block", message: "It names a step. Name the one rule that it is a step of." });
  }
  if (ruleIds.length === 0) {
    lints.push({
      code: "all-rules",
      level: "warn",
      message: "It applies to every rule, also to rules added later. Name the rule it is meant for.",
    });
  }
  if (expiresAt === undefined || expiresAt === null) {
    lints.push({ code: "no-expiry", level: "warn", message: "It never expires. An expiry makes someone look at it again." });
  } else if (!(expiresAt > now)) {
    lints.push({ code: "already-expired", level: "block", message: "Its expiry has already passed: it would silence nothing." });
  } else if (expiresAt - now > YEAR) {
    lints.push({
      code: "long-expiry",
      level: "warn",
      message: "It expires in more than a year. A nearer expiry makes someone look at it again.",
    });
  }
  return lints;
}
