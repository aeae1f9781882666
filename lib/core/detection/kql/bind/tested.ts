import { type Test, type TestLeaf, UNKNOWN } from "../run/test.ts";
import type { Cell } from "../value/type.ts";
import { type Bound, type Evaluate, NO_FRAME } from "./scope.ts";

/** What the same comparison is called with its sides exchanged. */
const MIRRORED: { readonly [op: string]: string } = {
  "==": "==",
  "!=": "!=",
  "=~": "=~",
  "!~": "!~",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

/** A comparison of one column with a constant, as data; nothing for any other. */
export function comparisonTest(op: string, left: Bound, right: Bound, evaluate: Evaluate): { readonly test?: Test } {
  if (left.reads && right.constant) return { test: leaf(op, left, [right.constant.value], evaluate) };
  const mirrored = Object.hasOwn(MIRRORED, op) ? MIRRORED[op] : undefined;
  return right.reads && left.constant && mirrored !== undefined ? { test: leaf(mirrored, right, [left.constant.value], evaluate) } : {};
}

/** A condition on the one operand that is a column; the others must be constants. */
export function operandsTest(op: string, operands: readonly Bound[], evaluate: Evaluate): { readonly test?: Test } {
  const [column, ...others] = operands.filter((operand) => !operand.constant);
  if (!column?.reads || others.length > 0) return {};
  return {
    test: leaf(
      op,
      column,
      operands.flatMap(({ constant }) => (constant ? [constant.value] : [])),
      evaluate,
    ),
  };
}

/** `column in (values)` and its kin. */
export function listTest(op: string, left: Bound, values: readonly Cell[] | undefined, evaluate: Evaluate): { readonly test?: Test } {
  return left.reads && values ? { test: leaf(op, left, values, evaluate) } : {};
}

export function logicTest(op: "and" | "or", left: Bound, right: Bound): { readonly test?: Test } {
  return left.test || right.test ? { test: { kind: op, parts: [left.test ?? UNKNOWN, right.test ?? UNKNOWN] } } : {};
}

function leaf(op: string, { reads }: Bound, values: readonly Cell[], evaluate: Evaluate): TestLeaf {
  const { column, isFolded } = reads ?? { column: 0, isFolded: false };
  const cells: Cell[] = [];
  return {
    kind: "leaf",
    column,
    op,
    values,
    isFolded,
    holds: (cell) => {
      cells[column] = cell;
      return evaluate(cells, NO_FRAME);
    },
  };
}
