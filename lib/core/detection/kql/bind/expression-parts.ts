import { KqlRefusal } from "../syntax/refusal.ts";
import type { KqlType } from "../value/type.ts";
import { type Bound, type Evaluate, NO_FRAME } from "./scope.ts";

/** Evaluates now when every part is constant. */
export function folded(type: KqlType, evaluate: Evaluate, parts: readonly Bound[], name?: string): Bound {
  const named = name === undefined ? {} : { name };
  if (!parts.every((part) => part.constant)) return { type, evaluate, ...named };
  const value = evaluate([], NO_FRAME);
  return { type, evaluate: () => value, constant: { value }, ...named };
}

/** A bool as an operand of `and`, `or`, `where`: numbers and dynamics count by their truth. */
export function truthOf(bound: Bound, at: number): Evaluate {
  const { type, evaluate } = bound;
  if (type === "bool") return evaluate;
  if (type === "dynamic") return (cells, frame) => (evaluate(cells, frame) === null ? null : evaluate(cells, frame) === true);
  if (type === "long" || type === "int")
    return (cells, frame) => {
      const value = evaluate(cells, frame);
      return value === null ? null : Number(value) !== 0;
    };
  throw new KqlRefusal("type-clash", `a condition must be a bool; this is a ${type}`, at);
}

/** For sorting and extremes: dynamics have no order. */
export function orderable(bound: Bound, at: number): void {
  if (bound.type === "dynamic") throw new KqlRefusal("type-clash", "a dynamic has no order; cast it", at);
}
