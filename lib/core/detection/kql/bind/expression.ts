import { suggestion } from "../../nearest.ts";
import { UNKNOWN } from "../run/test.ts";
import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { elementOf, memberOf } from "../value/dynamic.ts";
import type { Cell } from "../value/type.ts";
import { bindArithmetic, bindSign, isArithmetic } from "./arithmetic.ts";
import { bindCall } from "./call.ts";
import { bindEquality, bindOrder, bindRegex, bindText } from "./compare.ts";
import { folded, truthOf } from "./expression-parts.ts";
import { bindList } from "./list.ts";
import { type Bound, constant, type Evaluate, type Scope } from "./scope.ts";
import { bindAnywhere, bindColumnHas } from "./search.ts";
import { apart, takeComparison } from "./steps.ts";
import { comparisonTest, logicTest } from "./tested.ts";

/** Binds a scalar expression: resolves names, checks types, folds constants. Errors: KqlRefusal at the construct. */
export function bindExpression(node: Node, scope: Scope): Bound {
  switch (node.kind) {
    case "literal":
      return constant(node.type, node.value);
    case "name":
      return bindName(node.name, node.at, scope);
    case "member":
      return bindMember(node.target, node.name, node.at, scope);
    case "index":
      return bindIndex(node.target, node.index, node.at, scope);
    case "call":
      return bindCall(node, scope);
    case "unary": {
      const arg = scope.binder.expression(node.arg, scope);
      const { type, evaluate } = bindSign(node.op, arg, node.at);
      return folded(type, evaluate, [arg]);
    }
    case "binary":
      return bindBinary(node.op, node.left, node.right, node.at, scope);
    case "list":
      return bindList(node, scope);
    case "between":
      return bindBetween(node, scope);
    case "column-has":
      return bindColumnHas(node, scope);
    case "wildcard":
      throw new KqlRefusal("syntax", "* cannot stand here", node.at);
    case "typeof":
      throw new KqlRefusal("syntax", "typeof cannot stand here", node.at);
    case "block": {
      const result = scope.binder.any(node, scope);
      if (result.kind === "scalar") return result.bound;
      throw new KqlRefusal("type-clash", "a table cannot stand here", node.at);
    }
    case "pipe":
    case "datatable":
    case "externaldata":
    case "print":
    case "range":
    case "union":
    case "search":
    case "find":
      throw new KqlRefusal("type-clash", "a table cannot stand here; toscalar() makes a value of one", node.at);
  }
}

function bindName(name: string, at: number, scope: Scope): Bound {
  const index = scope.columns.findIndex((column) => column.name === name);
  const column = scope.columns[index];
  if (column) {
    const reads = { column: index, isFolded: false };
    scope.uses.columns.add(index);
    return { type: column.type, evaluate: (cells) => cells[index] ?? (column.type === "string" ? "" : null), name, reads };
  }
  const entry = scope.names.get(name);
  if (entry?.kind === "scalar") {
    if (entry.row !== undefined && entry.row !== scope.row) {
      throw new KqlRefusal("unsupported", `${name} depends on a row of another table, which a query inside cannot see`, at);
    }
    // The name of a let is no column name, and its own implicit name is not inherited.
    const { type, evaluate, constant: value, reads, test } = entry.bound;
    // What an argument looks at was noted where it was given; anything else that is no constant is chance.
    if (!value && entry.row === undefined) scope.uses.isVolatile = true;
    return { type, evaluate, ...(value && { constant: value }), ...(reads && { reads }), ...(test && { test }) };
  }
  if (entry?.kind === "table") throw new KqlRefusal("type-clash", `${name} is a table, not a value`, at);
  if (entry?.kind === "function") throw new KqlRefusal("type-clash", `${name} is a function; call it with ()`, at);
  if (scope.isOpen) return { type: "dynamic", evaluate: () => null, name };
  const known = [...scope.columns.map((candidate) => candidate.name), ...scope.names.all()];
  throw new KqlRefusal("unknown-column", `there is no column ${name}${suggestion(name, known)}`, at);
}

function bindMember(target: Node, name: string, at: number, scope: Scope): Bound {
  const base = scope.binder.expression(target, scope);
  if (base.type !== "dynamic") throw new KqlRefusal("type-clash", `only a dynamic has members; this is a ${base.type}`, at);
  const { evaluate } = base;
  return folded(
    "dynamic",
    (cells, frame) => memberOf(evaluate(cells, frame), name),
    [base],
    base.name === undefined ? name : `${base.name}_${name}`,
  );
}

function bindIndex(target: Node, index: Node, at: number, scope: Scope): Bound {
  const base = scope.binder.expression(target, scope);
  const key = scope.binder.expression(index, scope);
  if (base.type !== "dynamic") throw new KqlRefusal("type-clash", `only a dynamic has elements; this is a ${base.type}`, at);
  const evaluate: Evaluate = (cells, frame) => {
    const value = base.evaluate(cells, frame);
    const wanted = key.evaluate(cells, frame);
    if (typeof wanted === "string") return memberOf(value, wanted);
    return typeof wanted === "number" ? elementOf(value, wanted) : null;
  };
  const suffix = key.constant?.value;
  const part = typeof suffix === "number" ? (suffix < 0 ? "" : String(suffix)) : typeof suffix === "string" ? suffix : undefined;
  const name = part === undefined || base.name === undefined ? part || undefined : `${base.name}_${part}`;
  return folded("dynamic", evaluate, [base, key], name);
}

function bindBinary(op: string, left: Node, right: Node, at: number, scope: Scope): Bound {
  if (left.kind === "wildcard") return bindAnywhere(op, right, at, scope);
  const inner = apart(scope);
  const a = scope.binder.expression(left, inner);
  const b = scope.binder.expression(right, inner);
  takeComparison(op, a, b, inner, scope);
  if (op === "and" || op === "or") return { ...folded("bool", bindLogic(op, a, b, at), [a, b]), ...logicTest(op, a, b) };
  if (isArithmetic(op)) {
    const { type, evaluate } = bindArithmetic(op, a, b, at);
    return folded(type, evaluate, [a, b]);
  }
  const evaluate = bindComparison(op, a, b, at);
  return { ...folded("bool", evaluate, [a, b]), ...comparisonTest(op, a, b, evaluate) };
}

export function bindComparison(op: string, a: Bound, b: Bound, at: number): Evaluate {
  switch (op) {
    case "==":
    case "!=":
    case "=~":
    case "!~":
      return bindEquality(op, a, b, at);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return bindOrder(op, a, b, at);
    case "matches regex":
      return bindRegex(a, b, at);
    default:
      return bindText(op, a, b, at);
  }
}

/** Three-valued logic, the right side only looked at when it matters. */
function bindLogic(op: "and" | "or", a: Bound, b: Bound, at: number): Evaluate {
  const left = truthOf(a, at);
  const right = truthOf(b, at);
  const decides = op === "or";
  return (cells, frame) => {
    const first = left(cells, frame);
    if (first === decides) return decides;
    const second = right(cells, frame);
    if (second === decides) return decides;
    return first === null || second === null ? null : !decides;
  };
}

function bindBetween(node: Node & { readonly kind: "between" }, scope: Scope): Bound {
  const inner = apart(scope);
  const left = scope.binder.expression(node.left, inner);
  const low = scope.binder.expression(node.low, inner);
  let high = scope.binder.expression(node.high, inner);
  // `between (datetime .. timespan)` is a start and a length.
  if (low.type === "datetime" && high.type === "timespan") {
    const { type, evaluate } = bindArithmetic("+", low, high, node.at);
    high = folded(type, evaluate, [low, high]);
  }
  takeComparison(">=", left, low, inner, scope);
  takeComparison("<=", left, high, inner, scope);
  const above = bindOrder(">=", left, low, node.at);
  const below = bindOrder("<=", left, high, node.at);
  const evaluate: Evaluate = (cells, frame): Cell => {
    const first = above(cells, frame);
    const second = below(cells, frame);
    if (first === null || second === null) return null;
    return (first === true && second === true) !== node.negated;
  };
  const parts = [comparisonTest(">=", left, low, above).test, comparisonTest("<=", left, high, below).test];
  const test = { kind: "and" as const, parts: parts.map((part) => part ?? UNKNOWN) };
  return { ...folded("bool", evaluate, [left, low, high]), test: node.negated ? { kind: "not", of: test } : test };
}
