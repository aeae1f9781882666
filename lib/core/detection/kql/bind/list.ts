import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { keyOf, printCell, toDynamic } from "../value/compare.ts";
import { type Dynamic, isArray } from "../value/dynamic.ts";
import { isNumeric, type KqlType } from "../value/type.ts";
import { spelt, textOf } from "./compare.ts";
import { type AnyBound, type Bound, type Evaluate, NO_FRAME, type Scope } from "./scope.ts";
import { listTest } from "./tested.ts";
import { fold, hasTerm } from "./text-match.ts";

type ListNode = Node & { readonly kind: "list" };

/** One source of values: a scalar, a dynamic array (its elements count), or the first column of a table. */
interface Source {
  readonly isConstant: boolean;
  values(...at: Parameters<Evaluate>): readonly Dynamic[];
}

/** `in`, `in~`, `has_any`, `has_all` over values, arrays or a table's first column. https://learn.microsoft.com/kusto/query/in-operator */
export function bindList(node: ListNode, scope: Scope): Bound {
  const left = scope.binder.expression(node.left, scope);
  const sources = node.items.map((item) => sourceOf(item, left.type, node.op, scope));
  const valuesAt = (...at: Parameters<Evaluate>) => sources.flatMap((source) => source.values(...at));
  const isConstant = sources.every((source) => source.isConstant);
  const fixed = isConstant ? valuesAt([], NO_FRAME) : undefined;
  const evaluate = node.op.includes("has_") ? termTest(node.op, left, fixed, valuesAt) : memberTest(node.op, left, fixed, valuesAt);
  if (isConstant && left.constant) {
    const value = evaluate([], NO_FRAME);
    return { type: "bool", evaluate: () => value, constant: { value } };
  }
  const values = node.op.includes("has_") ? fixed : fixed?.map((value) => sourceValue(value, left.type));
  return { type: "bool", evaluate, ...listTest(node.op, left, values, evaluate) };
}

function sourceOf(item: Node, left: KqlType, op: string, scope: Scope): Source {
  const bound: AnyBound = scope.binder.any(item, scope);
  if (bound.kind === "table") {
    const [column] = bound.plan.columns;
    if (column && !op.includes("has_") && column.type !== "dynamic" && !matchable(left, column.type)) {
      const message = `cannot look for a ${left} in the ${column.type} ${column.name}; cast one of them`;
      throw new KqlRefusal("type-clash", message, item.at);
    }
    return tableSource(bound.plan, item.at, scope);
  }
  const { type, evaluate, constant } = (op.includes("has_") ? undefined : spelt(bound.bound, left)) ?? bound.bound;
  if (type !== "dynamic" && !op.includes("has_") && !matchable(left, type)) {
    throw new KqlRefusal("type-clash", `cannot look for a ${type} in a ${left}; cast one of them`, item.at);
  }
  return {
    isConstant: constant !== undefined,
    values: (cells, frame) => {
      const value = evaluate(cells, frame);
      if (type === "dynamic") return isArray(value) ? value : [value];
      return [toDynamic(value, type)];
    },
  };
}

function matchable(a: KqlType, b: KqlType): boolean {
  if (a === b || a === "dynamic" || (isNumeric(a) && isNumeric(b))) return true;
  return (a === "guid" && b === "string") || (a === "string" && b === "guid") || (a === "bool" && isNumeric(b));
}

/** Values of a guid, a bool or a dynamic beside what `==` takes for the same: `x in (a, b)` is `x == a or x == b`. */
function sourceValue(value: Dynamic, left: KqlType): Dynamic {
  if (left === "guid" && typeof value === "string") return value.toLowerCase();
  if (left === "bool") return typeof value === "boolean" ? Number(value) : value;
  // Beside a text, a dynamic is the text it prints.
  return left === "string" && value !== null ? printCell(value, "dynamic") : value;
}

function tableSource(plan: Parameters<Scope["session"]["pending"]["push"]>[0]["plan"], at: number, scope: Scope): Source {
  const { session } = scope;
  const ordinal = session.ordinal++;
  const known = session.resolved.get(ordinal);
  const [column] = plan.columns;
  if (!column && !plan.isOpen) throw new KqlRefusal("bad-argument", "this table has no column to look in", at);
  if (known?.kind === "set") return { isConstant: true, values: () => known.values };
  const type = column?.type ?? "dynamic";
  session.pending.push({
    ordinal,
    plan,
    resolve: (rows) => {
      const values = new Map<string, Dynamic>();
      for (const row of rows) {
        const value = toDynamic(row.cells[0] ?? null, type);
        for (const one of isArray(value) ? value : [value]) values.set(keyOf(one), one);
      }
      return { kind: "set", values: [...values.values()] };
    },
  });
  return { isConstant: false, values: () => [] };
}

type Values = (...at: Parameters<Evaluate>) => readonly Dynamic[];

function memberTest(op: string, left: Bound, fixed: readonly Dynamic[] | undefined, valuesAt: Values): Evaluate {
  const negated = op.startsWith("!");
  const folds = op.endsWith("~");
  const { type, evaluate } = left;
  const key = (value: Dynamic): string => (folds && typeof value === "string" ? `"${fold(value)}` : keyOf(value));
  const keysOf = (values: readonly Dynamic[]) => values.filter((value) => value !== null).map((value) => key(sourceValue(value, type)));
  const wanted = fixed && new Set(keysOf(fixed));
  // A dynamic beside a text is the text it prints, beside anything else what it is.
  const hasTexts = type === "dynamic" && (fixed?.some((value) => typeof value === "string") ?? true);
  return (cells, frame) => {
    const value = evaluate(cells, frame);
    if (value === null) return negated;
    const boxed = type === "datetime" || type === "timespan" ? toDynamic(value, type) : sourceValue(value, type);
    const keys = wanted ?? new Set(keysOf(valuesAt(cells, frame)));
    return (keys.has(key(boxed)) || (hasTexts && keys.has(key(printCell(boxed, "dynamic"))))) !== negated;
  };
}

const PLAIN = /^[\p{L}\p{N}]+$/u;
const TERMS = /[\p{L}\p{N}]+/gu;
/** From here on the terms of the text are looked up instead of each needle being searched for. */
const MANY = 32;

function termTest(op: string, left: Bound, fixed: readonly Dynamic[] | undefined, valuesAt: Values): Evaluate {
  const negated = op.startsWith("!");
  const all = op.endsWith("has_all");
  const text = textOf(left);
  const folded = (values: readonly Dynamic[]) => values.filter((value) => value !== null).map((value) => fold(printCell(value, "dynamic")));
  const needles = fixed && folded(fixed);
  const plain = needles && !all && needles.length > MANY ? new Set(needles.filter((needle) => PLAIN.test(needle))) : undefined;
  const searched = plain ? needles?.filter((needle) => !plain.has(needle)) : needles;
  return (cells, frame) => {
    const subject = fold(text(cells, frame));
    if (plain) for (const term of subject.match(TERMS) ?? []) if (plain.has(term)) return !negated;
    const wanted = searched ?? folded(valuesAt(cells, frame));
    const holds = (needle: string) => hasTerm(subject, needle, true, true);
    return (all ? wanted.every(holds) : wanted.some(holds)) !== negated;
  };
}
