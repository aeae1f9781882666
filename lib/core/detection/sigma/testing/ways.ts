import type { Expr, Leaf } from "../../ir/expr.ts";

/** One question of a rule, and the answer an event should give to it. */
export interface Wish {
  readonly leaf: Leaf;
  readonly holds: boolean;
}

/** Answers that make a predicate true when all are given. */
export type Way = readonly Wish[];

/** Ways looked at per predicate: the first that can be made an event of is as good as any. */
const MOST = 96;

/** Some of the ways to make a predicate true (or false); the tests of the log source are left out, for the event's shape answers them. */
export function waysOf(expr: Expr, holds = true): readonly Way[] {
  switch (expr.kind) {
    case "literal":
      return (expr.truth === true) === holds ? [[]] : [];
    case "test":
    case "compare":
      return expr.path === "logsource" ? [[]] : [[{ leaf: expr, holds }]];
    case "known":
      return waysOf(expr.arg, holds);
    case "not":
      return waysOf(expr.arg, !holds);
    case "and":
    case "or": {
      const parts = expr.args.map((arg) => waysOf(arg, holds));
      return (expr.kind === "and") === holds ? allOf(parts) : parts.flat().slice(0, MOST);
    }
  }
}

/** One way of each part. Not every combination: each part's ways in turn, at a step of its own, so that they meet in many ways. */
function allOf(parts: readonly (readonly Way[])[]): readonly Way[] {
  if (parts.some((ways) => ways.length === 0)) return [];
  const combinations = parts.reduce((product, ways) => Math.min(MOST, product * ways.length), 1);
  return Array.from({ length: combinations }, (_, at) =>
    parts.flatMap((ways, part) => ways[Math.floor(at / (1 + (part % 3))) % ways.length] ?? []),
  );
}
