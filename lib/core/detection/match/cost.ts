import type { Expr, Subject } from "../ir/expr.ts";
import type { Test } from "../ir/test.ts";

const OPERATOR_COST: { readonly [O in Test["op"]]: number } = {
  present: 1,
  equals: 2,
  suffix: 3,
  prefix: 3,
  range: 5,
  contains: 8,
  cidr: 20,
  part: 30,
  like: 40,
  regex: 300,
};

const SUBJECT_COST: { readonly [F in Subject["from"]]: number } = { field: 1, computed: 20, anywhere: 50 };

/** Roughly what asking costs, in units of a field read; keyword search reads every text of the record. */
export function costOf(expr: Expr): number {
  switch (expr.kind) {
    case "literal":
      return 0;
    case "test":
      return OPERATOR_COST[expr.test.op] * SUBJECT_COST[expr.subject.from];
    case "compare":
      return 10;
    case "not":
    case "known":
      return costOf(expr.arg) + 1;
    case "and":
    case "or":
      return expr.args.reduce((sum, arg) => sum + costOf(arg), 0);
  }
}
