import { type Expr, FALSE, TRUE } from "./expr.ts";
import { printExpr } from "./print.ts";
import { allOf, anyOf, negate } from "./truth.ts";

/**
 * The same predicate, smaller: constants folded, nested `and`/`or` flattened, repeated arguments dropped,
 * and `known` lifted out of `and`/`or` (it distributes over both, though not over `not`). Beyond that, order is kept.
 */
export function simplify(expr: Expr): Expr {
  switch (expr.kind) {
    case "literal":
    case "test":
    case "compare":
      return expr;
    case "not":
      return negation(simplify(expr.arg));
    case "known":
      return knownOf(simplify(expr.arg));
    case "and":
    case "or":
      return junction(expr.kind, expr.args.map(simplify));
  }
}

function negation(arg: Expr): Expr {
  if (arg.kind === "literal") return { kind: "literal", truth: negate(arg.truth) };
  return arg.kind === "not" ? arg.arg : { kind: "not", arg };
}

function knownOf(arg: Expr): Expr {
  if (arg.kind === "literal") return arg.truth === true ? TRUE : FALSE;
  return isKnown(arg) ? arg : { kind: "known", arg };
}

/** Whether the predicate can never be unknown. */
export function isKnown(expr: Expr): boolean {
  switch (expr.kind) {
    case "literal":
      return expr.truth !== undefined;
    case "known":
      return true;
    case "test":
    case "compare":
      return false;
    case "not":
      return isKnown(expr.arg);
    case "and":
    case "or":
      return expr.args.every(isKnown);
  }
}

function junction(kind: "and" | "or", args: readonly Expr[]): Expr {
  const decisive = kind === "or";
  const flat = args.flatMap((arg) => (arg.kind === kind ? arg.args : [arg]));
  if (flat.some((arg) => arg.kind === "literal" && arg.truth === decisive)) return decisive ? TRUE : FALSE;
  const rest = distinct(flat.filter((arg) => arg.kind !== "literal"));
  const literals = flat.flatMap((arg) => (arg.kind === "literal" ? [arg.truth] : []));
  const truth = decisive ? anyOf(literals) : allOf(literals);
  if (truth === undefined) return rest.length === 0 ? { kind: "literal", truth } : { kind, args: [...rest, { kind: "literal", truth }] };
  const only = rest[0];
  if (!only) return decisive ? FALSE : TRUE;
  if (rest.length === 1) return only;
  return lifted(kind, rest);
}

/** Collects the `known` arguments under one `known`, before the others. */
function lifted(kind: "and" | "or", args: readonly Expr[]): Expr {
  const inner = args.flatMap((arg) => (arg.kind === "known" ? [arg.arg] : []));
  const others = args.filter((arg) => arg.kind !== "known");
  if (inner.length < 2) return { kind, args };
  const known: Expr = { kind: "known", arg: junction(kind, inner) };
  return others.length === 0 ? known : { kind, args: [known, ...others] };
}

function distinct(args: readonly Expr[]): readonly Expr[] {
  if (args.length < 2) return args;
  const seen = new Set<string>();
  return args.filter((arg) => {
    const key = printExpr(arg);
    return seen.has(key) ? false : seen.add(key);
  });
}
