import type { Cell } from "../value/type.ts";
import type { Fold } from "./fold.ts";

/**
 * A condition on rows, as data: what a reader of a table may use to leave out rows before they are made. It says exactly what the
 * query says, in Kusto's three-valued logic, where it is not `unknown`. Columns are positions in the plan the condition is about.
 */
export type Test =
  | { readonly kind: "unknown" }
  | { readonly kind: "and" | "or"; readonly parts: readonly Test[] }
  | { readonly kind: "not"; readonly of: Test }
  | TestLeaf;

/** A condition on one column and constants. */
export interface TestLeaf {
  readonly kind: "leaf";
  readonly column: number;
  /** The operator or function as written, without its negation's meaning taken away: `==`, `!has`, `in~`, `isempty`. */
  readonly op: string;
  /** The other operands, in order. */
  readonly values: readonly Cell[];
  /** The column stands in tolower() or toupper(): case tells nothing. */
  readonly isFolded: boolean;
  /** The truth of it for a cell of the column, as the query itself has it. */
  holds(cell: Cell): Cell;
}

/** What whoever reads a plan's rows needs of them. */
export interface Demand {
  /** Rows for which this is not true change nothing and may be left out. */
  readonly test: Test;
  /** Every column that is read has its name in the text of the query (`Run.mentions`). */
  readonly isClosed: boolean;
  /** Rows that are alike in this may come as one. Without it each comes by itself. */
  readonly fold?: Fold | undefined;
}

export const UNKNOWN: Test = { kind: "unknown" };
export const EVERYTHING: Demand = { test: UNKNOWN, isClosed: false };

/** What holds for rows that each of the conditions lets through. */
export function allOf(...tests: readonly Test[]): Test {
  const parts = tests.flatMap((test) => (test.kind === "and" ? test.parts : test.kind === "unknown" ? [] : [test]));
  const [only] = parts;
  return only === undefined ? UNKNOWN : parts.length === 1 ? only : { kind: "and", parts };
}

/** The same condition on the columns of another plan; what is on a column that it does not have becomes unknown. */
export function mapTest(test: Test, columnOf: (column: number) => number | undefined): Test {
  switch (test.kind) {
    case "unknown":
      return test;
    case "and":
    case "or":
      return { kind: test.kind, parts: test.parts.map((part) => mapTest(part, columnOf)) };
    case "not":
      return { kind: "not", of: mapTest(test.of, columnOf) };
    case "leaf": {
      const column = columnOf(test.column);
      return column === undefined ? UNKNOWN : { ...test, column };
    }
  }
}

/** Whether a row of these cells may matter: false only where the condition is certainly not true. */
export function mayHold(test: Test, cellOf: (column: number) => Cell): boolean {
  return truth(test, cellOf) !== false;
}

/** True, false (or null, which keeps a row out as well), or undefined where nothing is known. */
function truth(test: Test, cellOf: (column: number) => Cell): boolean | undefined {
  switch (test.kind) {
    case "unknown":
      return undefined;
    case "leaf":
      return test.holds(cellOf(test.column)) === true;
    case "and": {
      let result: boolean | undefined = true;
      for (const part of test.parts) {
        const one = truth(part, cellOf);
        if (one === false) return false;
        if (one === undefined) result = undefined;
      }
      return result;
    }
    case "or": {
      let result: boolean | undefined = false;
      for (const part of test.parts) {
        const one = truth(part, cellOf);
        if (one === true) return true;
        if (one === undefined) result = undefined;
      }
      return result;
    }
    case "not":
      // Null is neither: only a leaf can tell it from false.
      return test.of.kind === "leaf" ? test.of.holds(cellOf(test.of.column)) === false : negated(test.of, cellOf);
  }
}

function negated(test: Exclude<Test, { readonly kind: "leaf" }>, cellOf: (column: number) => Cell): boolean | undefined {
  switch (test.kind) {
    case "unknown":
      return undefined;
    case "not":
      return truth(test.of, cellOf);
    case "and":
      return truth({ kind: "or", parts: test.parts.map((of): Test => ({ kind: "not", of })) }, cellOf);
    case "or":
      return truth({ kind: "and", parts: test.parts.map((of): Test => ({ kind: "not", of })) }, cellOf);
  }
}

/** The columns a condition looks at. */
export function testColumns(test: Test, into: Set<number> = new Set()): Set<number> {
  if (test.kind === "leaf") into.add(test.column);
  else if (test.kind === "not") testColumns(test.of, into);
  else if (test.kind !== "unknown") for (const part of test.parts) testColumns(part, into);
  return into;
}
