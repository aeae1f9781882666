import { KqlRefusal } from "../syntax/refusal.ts";
import { floorDivide, inRange } from "../value/calendar.ts";
import { add, divide, type Long, modulo, multiply, negate } from "../value/long.ts";
import { type Cell, isInteger, isNumeric, type KqlType } from "../value/type.ts";
import type { Bound, Evaluate } from "./scope.ts";

type Op = "+" | "-" | "*" | "/" | "%";
type Work = (a: number | bigint, b: number | bigint) => Cell;

export function isArithmetic(op: string): op is Op {
  return op === "+" || op === "-" || op === "*" || op === "/" || op === "%";
}

const LONGS: { readonly [O in Op]: (a: Long, b: Long) => Cell } = {
  "+": add,
  "-": (a, b) => (typeof a === "number" && typeof b === "number" ? add(a, -b) : add(a, negate(b))),
  "*": multiply,
  "/": divide,
  "%": modulo,
};
const REALS: { readonly [O in Op]: (a: number, b: number) => number } = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => ((a % b) + Math.abs(b)) % Math.abs(b),
};

/** The result type and the work of an arithmetic operator. https://learn.microsoft.com/kusto/query/numerical-operators */
function workOf(op: Op, a: KqlType, b: KqlType): { readonly type: KqlType; readonly work: Work } | undefined {
  if (isInteger(a) && isInteger(b)) return { type: "long", work: LONGS[op] };
  if (isNumeric(a) && isNumeric(b)) {
    const real = REALS[op];
    const isDecimal = a === "decimal" || b === "decimal";
    // A decimal is kept to fifteen digits: what a double adds beyond them is no part of it.
    const work: Work = isDecimal ? (x, y) => Number(real(Number(x), Number(y)).toPrecision(15)) : (x, y) => real(Number(x), Number(y));
    return { type: isDecimal ? "decimal" : "real", work };
  }
  return timeWork(op, a, b);
}

function span(ticks: bigint): bigint {
  return BigInt.asIntN(64, ticks);
}

function scaled(x: number | bigint, y: number | bigint): Cell {
  if (typeof y === "bigint" || Number.isInteger(y)) return span(BigInt(x) * BigInt(y));
  return wholeTicks(Number(x) * y);
}

function wholeTicks(ticks: number): Cell {
  return Number.isFinite(ticks) ? span(BigInt(Math.trunc(ticks))) : null;
}

function timeWork(op: Op, a: KqlType, b: KqlType): { readonly type: KqlType; readonly work: Work } | undefined {
  if (a === "datetime" && b === "timespan" && (op === "+" || op === "-")) {
    return { type: "datetime", work: (x, y) => inRange(op === "+" ? BigInt(x) + BigInt(y) : BigInt(x) - BigInt(y)) };
  }
  if (a === "timespan" && b === "datetime" && op === "+") return { type: "datetime", work: (x, y) => inRange(BigInt(x) + BigInt(y)) };
  if (a === "datetime" && b === "datetime" && op === "-") return { type: "timespan", work: (x, y) => BigInt(x) - BigInt(y) };
  if (a === "timespan" && b === "timespan") {
    if (op === "+") return { type: "timespan", work: (x, y) => span(BigInt(x) + BigInt(y)) };
    if (op === "-") return { type: "timespan", work: (x, y) => span(BigInt(x) - BigInt(y)) };
    if (op === "/") return { type: "real", work: (x, y) => Number(x) / Number(y) };
    if (op === "%")
      return { type: "timespan", work: (x, y) => (BigInt(y) === 0n ? null : BigInt(x) - floorDivide(BigInt(x), BigInt(y)) * BigInt(y)) };
  }
  if (op === "*" && a === "timespan" && isNumeric(b)) return { type: "timespan", work: scaled };
  if (op === "*" && isNumeric(a) && b === "timespan") return { type: "timespan", work: (x, y) => scaled(y, x) };
  if (op === "/" && a === "timespan" && isNumeric(b)) {
    return {
      type: "timespan",
      work: (x, y) => (Number(y) === 0 ? null : isInteger(b) ? BigInt(x) / BigInt(y) : wholeTicks(Number(x) / Number(y))),
    };
  }
  return undefined;
}

/** Arithmetic with null is null. */
export function bindArithmetic(op: Op, left: Bound, right: Bound, at: number): { readonly type: KqlType; readonly evaluate: Evaluate } {
  const found = workOf(op, left.type, right.type);
  if (!found) throw new KqlRefusal("type-clash", `cannot compute ${left.type} ${op} ${right.type}; cast the operands`, at);
  const { type, work } = found;
  return {
    type,
    evaluate: (cells, frame) => {
      const a = left.evaluate(cells, frame);
      const b = right.evaluate(cells, frame);
      if ((typeof a !== "number" && typeof a !== "bigint") || (typeof b !== "number" && typeof b !== "bigint")) return null;
      return work(a, b);
    },
  };
}

export function bindSign(op: "-" | "+", arg: Bound, at: number): { readonly type: KqlType; readonly evaluate: Evaluate } {
  if (!isNumeric(arg.type) && arg.type !== "timespan") throw new KqlRefusal("type-clash", `cannot negate a ${arg.type}`, at);
  const type = arg.type === "int" ? "long" : arg.type;
  if (op === "+") return { type, evaluate: arg.evaluate };
  return {
    type,
    evaluate: (cells, frame) => {
      const value = arg.evaluate(cells, frame);
      if (typeof value === "number") return isInteger(type) && value === 0 ? 0 : -value;
      return typeof value === "bigint" ? (type === "timespan" ? -value : negate(value)) : null;
    },
  };
}
