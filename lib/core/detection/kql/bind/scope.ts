import { Uses } from "../run/fold.ts";
import type { Plan } from "../run/plan.ts";
import type { Test } from "../run/test.ts";
import type { FunctionParameter, Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import type { Cell, Column, KqlType } from "../value/type.ts";
import type { Session } from "./session.ts";

/** Values of `prev`, `row_number` and their kin for every row of a table, by number of call. */
export interface Frame {
  index: number;
  readonly windows: Map<number, readonly Cell[]>;
}

export type Evaluate = (cells: readonly Cell[], frame: Frame) => Cell;

/** An expression with its type. `constant` holds the value when it depends on no row. */
export interface Bound {
  readonly type: KqlType;
  readonly evaluate: Evaluate;
  readonly constant?: { readonly value: Cell };
  /** The column name it gets without an explicit one. */
  readonly name?: string;
  /** It is this column of the row, or what tolower() or toupper() makes of it. */
  readonly reads?: { readonly column: number; readonly isFolded: boolean };
  /** What it says, as data; absent where that is not known. */
  readonly test?: Test;
  /** Of a function with several results, which are the elements of the array it evaluates to: their names and types. */
  readonly parts?: readonly (readonly [name: string, type: KqlType])[];
}

/** A function over the rows of a whole table: computed once, before the operator runs. */
export interface WindowCall {
  readonly id: number;
  prepare(rows: readonly (readonly Cell[])[], frame: Frame): readonly Cell[];
}

export interface Accumulator {
  /** `weight`: so many rows of these cells; one unless given, and more only where the slot is foldable. */
  add(cells: readonly Cell[], frame: Frame, weight?: number): void;
  results(): readonly Cell[];
}

/** An aggregate in `summarize`; `arg_max(x, *)` has many columns, most have one. */
export interface AggregateSlot {
  readonly columns: readonly Column[];
  /** The result is the same to the last bit when rows that are alike come as one with their number. */
  readonly isFoldable: boolean;
  make(): Accumulator;
}

export type LetEntry =
  | {
      readonly kind: "scalar";
      readonly bound: Bound /** The row an argument reads from; absent for what reads none. */;
      readonly row?: object;
    }
  | { readonly kind: "table"; readonly plan: Plan }
  | {
      readonly kind: "function";
      readonly parameters: readonly FunctionParameter[];
      readonly body: Node;
      readonly names: Names;
      readonly isView: boolean;
    };

/** Names given by `let` and by parameters, innermost first. A declaration sees the names before it, so none can call itself. */
export class Names {
  private readonly entries = new Map<string, LetEntry>();
  constructor(private readonly parent?: Names) {}

  /** These names and one more. */
  with(name: string, entry: LetEntry): Names {
    const inner = new Names(this);
    inner.entries.set(name, entry);
    return inner;
  }

  get(name: string): LetEntry | undefined {
    for (let names: Names | undefined = this; names; names = names.parent) {
      const entry = names.entries.get(name);
      if (entry) return entry;
    }
    return undefined;
  }

  *all(): Generator<string> {
    for (let names: Names | undefined = this; names; names = names.parent) yield* names.entries.keys();
  }
}

export type AnyBound = { readonly kind: "table"; readonly plan: Plan } | { readonly kind: "scalar"; readonly bound: Bound };

/** The mutual recursion of binding, as a value: expressions hold tables and tables hold expressions. */
export interface Binder {
  expression(node: Node, scope: Scope): Bound;
  table(node: Node, context: Context): Plan;
  /** A table or a scalar, whichever the node is. */
  any(node: Node, scope: Scope): AnyBound;
}

/** What binding a table needs. */
export interface Context {
  readonly session: Session;
  readonly binder: Binder;
  readonly names: Names;
}

/** What an expression may refer to. */
export interface Scope extends Context {
  readonly columns: readonly Column[];
  /** See Plan: unknown columns are nulls of type dynamic for now. */
  readonly isOpen: boolean;
  /** Identity of the row the columns belong to. */
  readonly row: object;
  /** Where it is noted what expressions look at in the row. */
  readonly uses: Uses;
  /** Where calls of window functions are collected; null where none may stand. */
  readonly windows: WindowCall[] | null;
  readonly isSerialized: boolean;
  /** Where aggregates are collected, and the rows their arguments see; null outside of `summarize`. */
  readonly aggregates: { readonly slots: AggregateSlot[]; readonly rows: Scope } | null;
}

export function scopeOf(plan: Plan, context: Context, windows: WindowCall[] | null = null): Scope {
  const { columns, isOpen, isSerialized } = plan;
  const { session, binder, names } = context;
  return { session, binder, names, columns, isOpen, row: {}, uses: new Uses(), windows, isSerialized, aggregates: null };
}

export function emptyScope({ session, binder, names }: Context): Scope {
  return {
    session,
    binder,
    names,
    columns: [],
    isOpen: false,
    row: {},
    uses: new Uses(),
    windows: null,
    isSerialized: false,
    aggregates: null,
  };
}

export function constantOf(bound: Bound, what: string, at: number): Cell {
  if (!bound.constant) throw new KqlRefusal("not-constant", `${what} must be a constant`, at);
  return bound.constant.value;
}

export const NO_FRAME: Frame = { index: 0, windows: new Map() };

export function constant(type: KqlType, value: Cell, name?: string): Bound {
  const base = { type, evaluate: () => value, constant: { value } };
  return name === undefined ? base : { ...base, name };
}
