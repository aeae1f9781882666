import type { Expr } from "../ir/expr.ts";
import { patternTest } from "../ir/pattern-test.ts";
import { simplify } from "../ir/simplify.ts";
import type { EventNode, Node } from "./ast.ts";
import { lowerCondition } from "./lower-call.ts";
import { isDated, isLogical, lowerCompare } from "./lower-compare.ts";
import {
  anyOf,
  isPresent,
  isTrue,
  literalTruth,
  not,
  plainField,
  subjectOf,
  testOn,
  warnOfPlainWildcard,
  wildcardPattern,
} from "./lower-test.ts";
import { type LowerContext, lowerValue, related } from "./lower-value.ts";
import { luceneRegex } from "./regex.ts";
import { EqlFault } from "./token.ts";

/** What an event must be, its category included. Throws EqlFault. */
export function lowerEvent({ category, where }: EventNode, context: LowerContext): Expr {
  const condition = lowerExpression(where, context);
  if (category === undefined) return simplify(condition);
  const { dialect } = context;
  const ofCategory = testOn({ from: "field", field: dialect.category }, { op: "equals", value: category, fold: dialect.fold }, "logsource");
  return simplify({ kind: "and", args: [ofCategory, condition] });
}

/** A condition in Kleene logic: what is asked of an absent field is unknown, and so is its opposite. Throws EqlFault. */
export function lowerExpression(node: Node, context: LowerContext): Expr {
  switch (node.kind) {
    case "literal":
      if (node.value === null) return { kind: "literal", truth: undefined };
      if (typeof node.value === "boolean") return literalTruth(node.value);
      throw notCondition(node.at);
    case "field":
      return lowerFlag(node, context);
    case "call":
      if (isLogical(node)) return lowerCondition(node, context);
      // safe(x) of the older dialect is whatever x is.
      return isTrue(lowerValue(node, context), node.name);
    case "arithmetic":
    case "minus":
      throw notCondition(node.at);
    case "compare":
      if (node.isOld && context.dialect.name === "elasticsearch")
        throw new EqlFault(
          "bad-operator",
          'write "==" (case matters) or ":" (it does not): "=" meant something else in every dialect',
          node.at,
        );
      return lowerCompare(node, context, lowerExpression);
    case "in":
      return lowerMembership(node, context);
    case "pattern":
      return lowerPattern(node, context);
    case "not":
      return not(lowerExpression(node.arg, context));
    case "and":
    case "or":
      return { kind: node.kind, args: node.args.map((arg) => lowerExpression(arg, context)) };
    case "related":
      throw related(node.relation, node.at);
  }
}

function notCondition(at: number): EqlFault {
  return new EqlFault("not-a-condition", "a condition is expected here: compare this with something", at);
}

/** A field by itself must be true; in the older dialect it must be there and not false. */
function lowerFlag(node: Node, context: LowerContext): Expr {
  const subject = subjectOf(node, context);
  const flag = (value: boolean) => testOn(subject, { op: "equals", value, fold: false }, "is");
  if (context.dialect.name === "elasticsearch") return flag(true);
  return { kind: "and", args: [isPresent(subject, "is"), not(flag(false))] };
}

function lowerMembership(node: Extract<Node, { kind: "in" }>, context: LowerContext): Expr {
  const subject = subjectOf(node.value, context);
  const fold = node.fold || context.dialect.fold;
  const path = node.fold ? "in~" : "in";
  if (node.items.length === 0) throw new EqlFault("empty-list", "a list needs at least one value", node.at);
  return anyOf(
    node.items.map((item) => {
      warnOfPlainWildcard(item, path, context);
      if (item.kind === "literal" && item.value !== null && !isDated(node.value, item.value, context))
        return testOn(subject, { op: "equals", value: item.value, fold: fold && typeof item.value === "string" }, path);
      if (item.kind === "literal" && item.value === null) return { kind: "literal", truth: undefined };
      const left = plainField(node.value, context);
      const right = plainField(item, context);
      if (left && right) return { kind: "compare", left, compare: "equals", right, fold, path };
      return lowerCompare(
        { kind: "compare", operator: "==", isOld: false, left: node.value, right: item, at: item.at },
        context,
        lowerExpression,
      );
    }),
  );
}

function lowerPattern(node: Extract<Node, { kind: "pattern" }>, context: LowerContext): Expr {
  const subject = subjectOf(node.value, context);
  const path = `${node.operator}${node.fold && node.operator !== ":" ? "~" : ""}`;
  if (node.items.length === 0) throw new EqlFault("empty-list", "a list needs at least one value", node.at);
  return anyOf(
    node.items.map((item) => {
      if (item.kind !== "literal" || item.value === null)
        throw new EqlFault("bad-pattern", `only constants can stand behind "${path}"`, item.at);
      if (typeof item.value !== "string") {
        if (node.operator === ":") return testOn(subject, { op: "equals", value: item.value, fold: false }, path);
        throw new EqlFault("bad-pattern", `only texts can stand behind "${path}"`, item.at);
      }
      if (node.operator !== "regex") return testOn(subject, patternTest(wildcardPattern(item.value, true), node.fold), path);
      const regex = luceneRegex(item.value, node.fold);
      if ("code" in regex) throw new EqlFault(regex.code, regex.message, item.at);
      return testOn(subject, { op: "regex", regex }, path);
    }),
  );
}
