import type { FieldRef } from "../../event/field.ts";
import type { Expr, Leaf } from "./expr.ts";
import { valueFields } from "./value.ts";

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

/** The fields a leaf asks about; none when it asks about the whole record. */
export function leafFields(leaf: Leaf): readonly FieldRef[] {
  if (leaf.kind === "compare") return [leaf.left, leaf.right];
  const { subject } = leaf;
  switch (subject.from) {
    case "field":
      return [subject.field];
    case "anywhere":
      return [];
    case "computed":
      return [...new Set(valueFields(subject.value))];
  }
}

/** The same predicate with some of its leaves put in another's place; parts in which nothing changed are the same objects. */
export function mapLeaves(expr: Expr, change: (leaf: Leaf) => Expr): Expr {
  switch (expr.kind) {
    case "literal":
      return expr;
    case "test":
    case "compare":
      return change(expr);
    case "not":
    case "known": {
      const arg = mapLeaves(expr.arg, change);
      return arg === expr.arg ? expr : { kind: expr.kind, arg };
    }
    case "and":
    case "or": {
      const args = expr.args.map((arg) => mapLeaves(arg, change));
      return args.every((arg, at) => arg === expr.args[at]) ? expr : { kind: expr.kind, args };
    }
  }
}
