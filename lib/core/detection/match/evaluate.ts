import type { Row } from "../../event/event.ts";
import { computation } from "../functions/compute.ts";
import { foldCase } from "../ir/case.ts";
import type { Expr, Leaf, Subject } from "../ir/expr.ts";
import { allOf, anyOf, negate, type Truth } from "../ir/truth.ts";
import { compareTexts } from "./compare.ts";
import { members } from "./scalar.ts";
import { textTest } from "./text-test.ts";

/**
 * What a predicate is of a row, read off its definition: no index, no memory, no short cuts. The fast matcher must always
 * agree with it, and explanations are made with it.
 */
export function evaluate(expr: Expr, row: Row): Truth {
  switch (expr.kind) {
    case "literal":
      return expr.truth;
    case "test":
    case "compare":
      return evaluateLeaf(expr, row);
    case "and":
      return allOf(expr.args.map((arg) => evaluate(arg, row)));
    case "or":
      return anyOf(expr.args.map((arg) => evaluate(arg, row)));
    case "not":
      return negate(evaluate(expr.arg, row));
    case "known":
      return evaluate(expr.arg, row) === true;
  }
}

/** Unknown when a field it asks about is absent. */
export function evaluateLeaf(leaf: Leaf, row: Row): Truth {
  if (leaf.kind === "test") {
    const texts = subjectTexts(leaf.subject, row);
    const test = textTest(leaf.test);
    return texts.length === 0 ? undefined : texts.some((text) => test(text, foldCase(text)));
  }
  const left = members(row.get(leaf.left)).map(String);
  const right = members(row.get(leaf.right)).map(String);
  if (left.length === 0 || right.length === 0) return undefined;
  return left.some((a) => right.some((b) => compareTexts(leaf.compare, leaf.fold, a, b)));
}

/** The texts a subject stands for in a row; none when its field is absent. */
export function subjectTexts(subject: Subject, row: Row): readonly string[] {
  switch (subject.from) {
    case "anywhere":
      return [...row.texts()];
    case "field":
      return members(row.get(subject.field)).map(String);
    case "computed":
      return computation(subject.value)((field) => row.get(field)).map(String);
  }
}
