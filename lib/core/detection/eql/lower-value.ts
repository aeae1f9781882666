import { fieldRef } from "../../event/field.ts";
import { functionNamed } from "../functions/catalog.ts";
import type { Value } from "../ir/value.ts";
import type { ArithmeticOperator, CallNode, FieldNode, Node } from "./ast.ts";
import type { EqlDialect } from "./dialect.ts";
import { callableNamed, KNOWN_NAMES, specialNamed } from "./names.ts";
import { EqlFault } from "./token.ts";

/** `members`: names of the variables of the searches around, the innermost last. */
export interface LowerContext {
  readonly dialect: EqlDialect;
  readonly members: readonly string[];
  /** Told what is allowed but hardly meant. */
  readonly warn: (code: string, message: string, at: number) => void;
}

const ARITHMETIC: { readonly [O in ArithmeticOperator]: string } = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "%": "modulo",
};

export const constant = (value: string | number | boolean | null): Value => ({ from: "constant", value });

export function call(fn: string, args: readonly Value[], fold = false): Value {
  return { from: "call", fn, fold, args };
}

/** An expression as something to compute; conditions become values that are true, false or null. Throws EqlFault. */
export function lowerValue(node: Node, context: LowerContext): Value {
  const lower = (arg: Node) => lowerValue(arg, context);
  const { fold } = context.dialect;
  switch (node.kind) {
    case "literal":
      return constant(node.value);
    case "field":
      return lowerField(node, context, false);
    case "call":
      return lowerCall(node, context);
    case "arithmetic":
      return call(node.operator === "/" && isReal(node) ? "divideExactly" : ARITHMETIC[node.operator], [
        lower(node.left),
        lower(node.right),
      ]);
    case "minus":
      return call("subtract", [constant(0), lower(node.arg)]);
    case "compare":
      return lowerCompare(node, context);
    case "in":
      return call(
        "or",
        node.items.map((item) => call("equals", [lower(node.value), lower(item)], fold || node.fold)),
      );
    case "pattern":
      if (node.operator === "regex") throw new EqlFault("unsupported-position", "regex cannot stand inside a computed value", node.at);
      return call("like", [lower(node.value), ...node.items.map(lower)], fold || node.fold);
    case "not":
      return call("not", [lower(node.arg)]);
    case "and":
    case "or":
      return call(node.kind, node.args.map(lower));
    case "related":
      throw related(node.relation, node.at);
  }
}

export function related(relation: string, at: number): EqlFault {
  return new EqlFault(
    "unsupported-relation",
    `"${relation} of" is of the older dialect and is not supported: use a sequence by process.entity_id`,
    at,
  );
}

/** Whether a number is written with a point somewhere in an arithmetic expression: then its division is exact. */
function isReal(node: Node): boolean {
  if (node.kind === "literal") return node.isReal;
  if (node.kind === "minus") return isReal(node.arg);
  return node.kind === "arithmetic" && (isReal(node.left) || isReal(node.right));
}

/** The position a name has among the variables around; undefined when it is a field. */
export function memberDepth(name: string, { members }: LowerContext): number | undefined {
  const at = members.lastIndexOf(name);
  return at < 0 ? undefined : members.length - 1 - at;
}

function lowerField({ name, index, at }: FieldNode, context: LowerContext, whole: boolean): Value {
  const depth = memberDepth(name, context);
  if (depth !== undefined) return { from: "member", depth };
  const [head = ""] = name.split(".");
  if (memberDepth(head, context) !== undefined)
    throw new EqlFault(
      "unsupported-objects",
      `"${name}": lists of objects are stored as lists of their members; ask for the field itself`,
      at,
    );
  const field = fieldRef("ecs", name);
  if (index !== undefined) return call("memberAt", [{ from: "field", field, whole: true }, constant(index)]);
  return { from: "field", field, whole };
}

function lowerCompare(node: Extract<Node, { kind: "compare" }>, context: LowerContext): Value {
  const { fold } = context.dialect;
  const left = lowerValue(node.left, context);
  const right = lowerValue(node.right, context);
  const pattern = [node.left, node.right].find((side) => isWildcard(side, context.dialect));
  const equal = pattern
    ? call("wildcard", pattern === node.right ? [left, right] : [right, left], fold)
    : isNullLiteral(node.left) || isNullLiteral(node.right)
      ? call("isNull", [isNullLiteral(node.left) ? right : left])
      : call("equals", [left, right], fold);
  switch (node.operator) {
    case "==":
      return equal;
    case "!=":
      return call("not", [equal]);
    case "<":
      return call("less", [left, right], fold);
    case "<=":
      return call("atMost", [left, right], fold);
    case ">":
      return call("less", [right, left], fold);
    case ">=":
      return call("atMost", [right, left], fold);
  }
}

export function isNullLiteral(node: Node): boolean {
  return node.kind === "literal" && node.value === null;
}

/** Only the older dialect reads `*` behind `==` as anything but itself. */
export function isWildcard(node: Node, dialect: EqlDialect): boolean {
  return dialect.name === "endgame" && node.kind === "literal" && typeof node.value === "string" && node.value.includes("*");
}

function lowerCall(node: CallNode, context: LowerContext): Value {
  const special = specialNamed(node.name);
  if (special === "arraySearch" || special === "arrayCount") return lowerSearch(node, special === "arraySearch" ? "any" : "count", context);
  const definition = special ? functionNamed("match") : callableNamed(node.name);
  if (!definition) throw new EqlFault("unknown-function", `there is no function "${node.name}": ${KNOWN_NAMES}`, node.at);
  const [least, most] = definition.arity;
  if (node.args.length < least || node.args.length > most)
    throw new EqlFault(
      "bad-arguments",
      `${definition.signature} takes ${least === most ? least : `${least} to ${most}`} arguments, not ${node.args.length}`,
      node.at,
    );
  const takesList = definition.takesList || (definition.name === "length" && context.dialect.name === "endgame");
  const args = node.args.map((arg, at) =>
    at === 0 && takesList && arg.kind === "field" ? lowerField(arg, context, true) : lowerValue(arg, context),
  );
  const isExact = definition.name === "divide" && node.args.some(isReal);
  return call(isExact ? "divideExactly" : definition.name, args, node.fold || context.dialect.fold);
}

function lowerSearch(node: CallNode, gives: "any" | "count", context: LowerContext): Value {
  const [list, variable, holds] = node.args;
  if (node.args.length !== 3 || list?.kind !== "field" || variable?.kind !== "field" || !holds)
    throw new EqlFault("bad-arguments", `${node.name}(list, variable, condition) takes a field, a name and a condition`, node.at);
  const inner = { ...context, members: [...context.members, variable.name] };
  return { from: "members", gives, list: lowerField(list, context, true), holds: lowerValue(holds, inner) };
}
