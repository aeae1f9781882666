import type { Expr, Leaf } from "./expr.ts";

/** Every leaf of a predicate, in the order written. */
export function* leaves(expr: Expr): Generator<Leaf> {
  switch (expr.kind) {
    case "literal":
      return;
    case "test":
    case "compare":
      yield expr;
      return;
    case "not":
    case "known":
      yield* leaves(expr.arg);
      return;
    case "and":
    case "or":
      for (const arg of expr.args) yield* leaves(arg);
      return;
  }
}

/** The same predicate with some of its leaves put in another's place. */
export function mapLeaves(expr: Expr, change: (leaf: Leaf) => Expr): Expr {
  switch (expr.kind) {
    case "literal":
      return expr;
    case "test":
    case "compare":
      return change(expr);
    case "not":
    case "known":
      return { kind: expr.kind, arg: mapLeaves(expr.arg, change) };
    case "and":
    case "or":
      return { kind: expr.kind, args: expr.args.map((arg) => mapLeaves(arg, change)) };
  }
}
