import { type AddressRange, inRange } from "../event/address.ts";
import { readAddressValue, type ValueProblem } from "./address-value.ts";
import type { Evidence } from "./evidence.ts";
import { ADDRESS_FIELDS, type AddressField, type Condition, TEXT_FIELDS, type TextField } from "./exception.ts";
import { compileWildcard, type Wildcard } from "./wildcard.ts";

/** A condition made ready for many subjects. */
export type CompiledCondition =
  | { readonly operator: "address"; readonly field: AddressField; readonly ranges: readonly AddressRange[] }
  | { readonly operator: "exact"; readonly field: TextField; readonly texts: ReadonlySet<string> }
  | { readonly operator: "wildcard"; readonly field: TextField; readonly patterns: readonly Wildcard[] };

/** Why a condition cannot be used. A condition with any problem silences nothing. */
export interface ConditionProblem {
  readonly code: ValueProblem["code"] | "no-values" | "unknown-field" | "unknown-operator";
  readonly message: string;
}

/** Compiles a condition, or says everything that is wrong with it. Total, also for conditions read back from a store. */
export function compileCondition(condition: Condition): CompiledCondition | readonly ConditionProblem[] {
  if (!isObject(condition)) return [{ code: "unknown-operator", message: "This is not a condition." }];
  const values: unknown = condition.values;
  if (!Array.isArray(values) || values.length === 0 || values.some((value) => typeof value !== "string")) {
    return [{ code: "no-values", message: "The condition has no values to compare with." }];
  }
  switch (condition.operator) {
    case "address":
      return isOneOf(ADDRESS_FIELDS, condition.field) ? compileAddresses(condition.field, condition.values) : unknownField(condition);
    case "exact":
      return isOneOf(TEXT_FIELDS, condition.field) ? compileTexts(condition.field, condition.values) : unknownField(condition);
    case "wildcard":
      return isOneOf(TEXT_FIELDS, condition.field) ? compilePatterns(condition.field, condition.values) : unknownField(condition);
  }
  return [{ code: "unknown-operator", message: "The condition has an operator this version does not know." }];
}

export function isCompiled(result: CompiledCondition | readonly ConditionProblem[]): result is CompiledCondition {
  return "operator" in result;
}

/** Whether any value of the evidence satisfies any value of the condition; a missing field satisfies none. */
export function holds(condition: CompiledCondition, evidence: Evidence): boolean {
  switch (condition.operator) {
    case "address":
      return evidence.addresses(condition.field).some((address) => condition.ranges.some((range) => inRange(address, range)));
    case "exact":
      return evidence.texts(condition.field).some((text) => condition.texts.has(text));
    case "wildcard":
      return evidence.folded(condition.field).some((text) => condition.patterns.some((pattern) => pattern.matchesFolded(text)));
  }
}

function compileAddresses(field: AddressField, values: readonly string[]): CompiledCondition | readonly ConditionProblem[] {
  const ranges: AddressRange[] = [];
  const problems: ConditionProblem[] = [];
  for (const value of values) {
    const read = readAddressValue(value);
    if ("problem" in read) problems.push(read.problem);
    else ranges.push(read.range);
  }
  return problems.length > 0 ? problems : { operator: "address", field, ranges };
}

function compileTexts(field: TextField, values: readonly string[]): CompiledCondition | readonly ConditionProblem[] {
  return values.includes("") ? [EMPTY_VALUE] : { operator: "exact", field, texts: new Set(values) };
}

function compilePatterns(field: TextField, values: readonly string[]): CompiledCondition | readonly ConditionProblem[] {
  const patterns: Wildcard[] = [];
  const problems: ConditionProblem[] = [];
  for (const value of values) {
    const pattern = compileWildcard(value);
    if (value === "") problems.push(EMPTY_VALUE);
    else if (pattern.literals.length > 0) patterns.push(pattern);
    else
      problems.push({
        code: "matches-everything",
        message: `"${value.slice(0, 80)}" holds nothing but wildcards: it would match anything at all.`,
      });
  }
  return problems.length > 0 ? problems : { operator: "wildcard", field, patterns };
}

const EMPTY_VALUE: ConditionProblem = { code: "empty-value", message: "A value is empty." };

function unknownField(condition: Condition): readonly ConditionProblem[] {
  return [
    {
      code: "unknown-field",
      message: `The field "${String(condition.field).slice(0, 80)}" cannot be tested with "${condition.operator}".`,
    },
  ];
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return names.some((known) => known === name);
}
