import { KqlRefusal } from "../syntax/refusal.ts";
import { cast, fromDynamic } from "../value/cast.ts";
import { compareCells, printCell, sameDynamic, toDynamic } from "../value/compare.ts";
import { type Cell, isNumeric, type KqlType } from "../value/type.ts";
import { kqlRegex } from "./regex.ts";
import { remembering } from "./remember.ts";
import type { Bound, Evaluate } from "./scope.ts";
import { fold, textOperator } from "./text-match.ts";

function clash(op: string, left: Bound, right: Bound, at: number): KqlRefusal {
  return new KqlRefusal("type-clash", `cannot compare ${left.type} ${op} ${right.type}; cast one side`, at);
}

function comparable(a: KqlType, b: KqlType): boolean {
  if (a === b) return a !== "dynamic";
  if (isNumeric(a) && isNumeric(b)) return true;
  if (a === "dynamic" || b === "dynamic") return true;
  if ((a === "bool" && isNumeric(b)) || (b === "bool" && isNumeric(a))) return true;
  return (a === "guid" && b === "string") || (a === "string" && b === "guid");
}

/** `==` and `!=`: one null side is false and true; two nulls are null. https://learn.microsoft.com/kusto/query/scalar-data-types/null-values */
export function bindEquality(op: "==" | "!=" | "=~" | "!~", left: Bound, right: Bound, at: number): Evaluate {
  const negated = op.startsWith("!");
  if (op === "=~" || op === "!~") {
    const a = textOf(left);
    const b = textOf(right);
    return (cells, frame) => (fold(a(cells, frame)) === fold(b(cells, frame))) !== negated;
  }
  const literal = spelt(right, left.type);
  if (literal) return bindEquality(op, left, literal, at);
  const turned = spelt(left, right.type);
  if (turned) return bindEquality(op, turned, right, at);
  if (!comparable(left.type, right.type)) throw clash(op, left, right, at);
  const same = equality(left.type, right.type);
  return (cells, frame) => {
    const a = left.evaluate(cells, frame);
    const b = right.evaluate(cells, frame);
    if (a === null || b === null) return a === b ? null : negated;
    return same(a, b) !== negated;
  };
}

/** A text that spells a bool or a number, written beside one (`IsLocalAdmin == "True"`, `EventID == "4624"`). */
export function spelt({ type, constant }: Bound, beside: KqlType): Bound | undefined {
  if (type !== "string" || !constant || (beside !== "bool" && !isNumeric(beside))) return undefined;
  const value = cast(constant.value, "string", beside);
  return value === null ? undefined : { type: beside, evaluate: () => value, constant: { value } };
}

function equality(a: KqlType, b: KqlType): (x: Cell, y: Cell) => boolean {
  if (a === "dynamic" && b === "string") return (x, y) => printCell(x, "dynamic") === y;
  if (b === "dynamic" && a === "string") return (x, y) => printCell(y, "dynamic") === x;
  if (a === "dynamic") return (x, y) => sameDynamic(x, toDynamic(y, b));
  if (b === "dynamic") return (x, y) => sameDynamic(y, toDynamic(x, a));
  if (a === "bool" && b !== "bool") return (x, y) => Number(x) === Number(y);
  if (b === "bool" && a !== "bool") return (x, y) => Number(x) === Number(y);
  if (a === "guid" || b === "guid") return (x, y) => String(x).toLowerCase() === String(y).toLowerCase();
  // A bigint and a number of the same value are never both spelled, but a real may meet a big long.
  // biome-ignore lint/suspicious/noDoubleEquals: 1n == 1 is wanted
  return (x, y) => x == y;
}

/** `<` and its kin: null on either side is null. */
export function bindOrder(op: string, left: Bound, right: Bound, at: number): Evaluate {
  if (!comparable(left.type, right.type) || left.type === "guid") throw clash(op, left, right, at);
  const holds = orderTest(op);
  const type = left.type === "dynamic" ? right.type : left.type;
  return (cells, frame) => {
    const a = unboxed(left, type, cells, frame);
    const b = unboxed(right, type, cells, frame);
    if (a === null || b === null) return null;
    if ((typeof a === "number" && Number.isNaN(a)) || (typeof b === "number" && Number.isNaN(b))) return false;
    return holds(compareCells(a, b));
  };
}

const unboxed = (bound: Bound, type: KqlType, ...rest: Parameters<Evaluate>): Cell => {
  const value = bound.evaluate(...rest);
  if (bound.type !== "dynamic") return value;
  // A dynamic beside a long may hold a real: compare it as the number it is.
  return fromDynamic(value, type === "long" || type === "int" ? "real" : type);
};

function orderTest(op: string): (order: number) => boolean {
  switch (op) {
    case "<":
      return (order) => order < 0;
    case "<=":
      return (order) => order <= 0;
    case ">":
      return (order) => order > 0;
    default:
      return (order) => order >= 0;
  }
}

/** Text of an operand: any type is searched by what `tostring` prints. */
export function textOf(bound: Bound): (...at: Parameters<Evaluate>) => string {
  const { type, evaluate } = bound;
  if (type === "string")
    return (cells, frame) => {
      const value = evaluate(cells, frame);
      return typeof value === "string" ? value : "";
    };
  return (cells, frame) => printCell(evaluate(cells, frame), type);
}

/** `has`, `contains`, `startswith` and their kin. A null side is false, negated true. */
export function bindText(op: string, left: Bound, right: Bound, at: number): Evaluate {
  const operator = textOperator(op);
  if (!operator) throw new KqlRefusal("unsupported", `the operator ${op} is not supported`, at);
  const { test, negated, cased } = operator;
  const text = textOf(left);
  const needle = textOf(right);
  const nullable = left.type !== "string";
  if (right.constant) {
    const raw = needle([], NO);
    const wanted = cased ? raw : fold(raw);
    const holds = remembering((subject) => test(cased ? subject : fold(subject), wanted) !== negated);
    if (!nullable) return (cells, frame) => holds(text(cells, frame));
    return (cells, frame) => (left.evaluate(cells, frame) === null ? negated : holds(text(cells, frame)));
  }
  return (cells, frame) => {
    if (nullable && left.evaluate(cells, frame) === null) return negated;
    const a = text(cells, frame);
    const b = needle(cells, frame);
    return (cased ? test(a, b) : test(fold(a), fold(b))) !== negated;
  };
}

const NO = { index: 0, windows: new Map<number, readonly Cell[]>() };

export function bindRegex(left: Bound, right: Bound, at: number): Evaluate {
  const text = textOf(left);
  const pattern = textOf(right);
  if (right.constant) {
    const regex = kqlRegex(pattern([], NO), at);
    const holds = remembering((subject) => regex.test(subject));
    if (left.type === "string") return (cells, frame) => holds(text(cells, frame));
    return (cells, frame) => left.evaluate(cells, frame) !== null && holds(text(cells, frame));
  }
  return (cells, frame) => left.evaluate(cells, frame) !== null && kqlRegex(pattern(cells, frame), at).test(text(cells, frame));
}
