import { computation } from "../functions/compute.ts";
import { dateOf } from "../functions/relation.ts";
import type { Expr } from "../ir/expr.ts";
import { patternTest } from "../ir/pattern-test.ts";
import type { RangeCompare, Test } from "../ir/test.ts";
import type { CompareOperator, Node } from "./ast.ts";
import {
  isPresent,
  isTrue,
  isUnknown,
  literalTruth,
  not,
  plainField,
  subjectOf,
  testOn,
  warnOfPlainWildcard,
  wildcardPattern,
} from "./lower-test.ts";
import { call, isNullLiteral, isWildcard, type LowerContext, lowerValue } from "./lower-value.ts";
import { isCondition } from "./names.ts";

type CompareNode = Extract<Node, { kind: "compare" }>;
type LowerExpression = (node: Node, context: LowerContext) => Expr;

const TURNED: { readonly [O in CompareOperator]: CompareOperator } = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** `lower` lowers conditions on either side: `true == (a in (b))`. */
export function lowerCompare(node: CompareNode, context: LowerContext, lower: LowerExpression): Expr {
  const { left, right, operator } = node;
  const isEquality = operator === "==" || operator === "!=";
  const signed = (expr: Expr) => (operator === "!=" ? not(expr) : expr);
  if (isNullLiteral(left) || isNullLiteral(right))
    return isEquality ? signed(isAbsent(isNullLiteral(left) ? right : left, context, lower)) : { kind: "literal", truth: undefined };
  if (left.kind === "literal" && right.kind === "literal") return constantTruth(node, context);
  if (isEquality && (isLogical(left) || isLogical(right)) && isTruthValued(left) && isTruthValued(right))
    return signed(sameTruth(lower(left, context), lower(right, context)));
  if (left.kind === "literal") return lowerCompare({ ...node, left: right, right: left, operator: TURNED[operator] }, context, lower);
  if (isVersioned(left, context) || isVersioned(right, context)) return versioned(node, context);
  if (right.kind === "literal" && right.value !== null) return withConstant(node, right.value, context);
  return isEquality ? signed(sameFields(node, context)) : isTrue(lowerValue(node, context), operator);
}

function isAbsent(node: Node, context: LowerContext, lower: LowerExpression): Expr {
  if (isNullLiteral(node)) return literalTruth(true);
  return isLogical(node) ? isUnknown(lower(node, context)) : not(isPresent(subjectOf(node, context), "== null"));
}

function constantTruth(node: CompareNode, context: LowerContext): Expr {
  const [result] = computation(lowerValue(node, context))(() => undefined);
  return { kind: "literal", truth: typeof result === "boolean" ? result : undefined };
}

/** Whether an expression is a condition by its form. */
export function isLogical(node: Node): boolean {
  switch (node.kind) {
    case "compare":
    case "in":
    case "pattern":
    case "not":
    case "and":
    case "or":
    case "related":
      return true;
    case "call":
      return isCondition(node.name);
    case "literal":
    case "field":
    case "arithmetic":
    case "minus":
      return false;
  }
}

function isTruthValued(node: Node): boolean {
  return isLogical(node) || (node.kind === "literal" && typeof node.value === "boolean");
}

function sameTruth(left: Expr, right: Expr): Expr {
  return {
    kind: "or",
    args: [
      { kind: "and", args: [left, right] },
      { kind: "and", args: [not(left), not(right)] },
    ],
  };
}

function withConstant(node: CompareNode, value: string | number | boolean, context: LowerContext): Expr {
  const { left, right, operator } = node;
  const { fold, name } = context.dialect;
  if (isDated(left, value, context)) return dated(node, context);
  if (operator === "==" || operator === "!=") {
    warnOfPlainWildcard(right, operator, context);
    const test: Test =
      isWildcard(right, context.dialect) && typeof value === "string"
        ? patternTest(wildcardPattern(value, name === "elasticsearch"), fold)
        : { op: "equals", value, fold: fold && typeof value === "string" };
    const equal = testOn(subjectOf(left, context), test, operator);
    return operator === "!=" ? not(equal) : equal;
  }
  return typeof value === "number"
    ? testOn(subjectOf(left, context), range(operator, value), operator)
    : isTrue(lowerValue(node, context), operator);
}

/** Fields of ECS that Elasticsearch maps as dates. */
const DATES = /^@timestamp$|(?:^|\.)(?:created|ingested|start|end|accessed|ctime|mtime|not_before|not_after)$/;

/** Whether a field is compared with a point in time: any spelling of one will do, and so will its milliseconds. */
export function isDated(node: Node, value: string | number | boolean, context: LowerContext): boolean {
  if (typeof value === "string") return !Number.isNaN(dateOf(value));
  return typeof value === "number" && DATES.test(plainField(node, context)?.name ?? "");
}

/** Equality of dates is neither being before the other; of other texts that is equality, too. */
function dated(node: CompareNode, context: LowerContext): Expr {
  const { operator } = node;
  if (operator !== "==" && operator !== "!=") return isTrue(lowerValue(node, context), operator);
  const sides = (["<=", ">="] as const).map((bound) => lowerValue({ ...node, operator: bound }, context));
  const equal = isTrue(call("and", sides), operator);
  return operator === "!=" ? not(equal) : equal;
}

function range(compare: RangeCompare, bound: number): Test {
  return { op: "range", compare, bound };
}

/** Two optional fields that are both absent are equal, as Elasticsearch reads `?a == ?b`. */
function sameFields(node: CompareNode, context: LowerContext): Expr {
  const left = plainField(node.left, context);
  const right = plainField(node.right, context);
  const { fold } = context.dialect;
  const equal: Expr =
    left && right
      ? { kind: "compare", left, compare: "equals", right, fold, path: node.operator }
      : isTrue(call("equals", [lowerValue(node.left, context), lowerValue(node.right, context)], fold), node.operator);
  if (!left || !right || ![node.left, node.right].some((side) => side.kind === "field" && side.isOptional)) return equal;
  const absent = [left, right].map((field) => not(isPresent({ from: "field", field }, node.operator)));
  return {
    kind: "or",
    args: [
      { kind: "known", arg: equal },
      { kind: "and", args: absent },
    ],
  };
}

function isVersioned(node: Node, { dialect }: LowerContext): boolean {
  return node.kind === "field" && dialect.versions.has(node.name);
}

function versioned(node: CompareNode, context: LowerContext): Expr {
  const value = lowerValue(node, context);
  const wrapped = value.from === "call" && value.fn === "not" ? value.args[0] : value;
  if (wrapped?.from !== "call") return isTrue(value, node.operator);
  const inner = call(
    wrapped.fn,
    wrapped.args.map((arg) => call("version", [arg])),
  );
  return node.operator === "!=" ? not(isTrue(inner, node.operator)) : isTrue(inner, node.operator);
}
