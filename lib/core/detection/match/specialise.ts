import type { Row } from "../../event/event.ts";
import { type FieldRef, fieldRef } from "../../event/field.ts";
import { foldCase } from "../ir/case.ts";
import { type Expr, FALSE, type Leaf } from "../ir/expr.ts";
import { simplify } from "../ir/simplify.ts";
import { leaves, mapLeaves } from "../ir/walk.ts";
import { evaluateLeaf } from "./evaluate.ts";

/**
 * Fields with few values that nearly every rule asks for. Rows that agree in all of them share a bucket, in which these
 * questions are already answered.
 */
export const KIND_FIELDS: readonly FieldRef[] = [
  fieldRef("ecs", "callout.class"),
  fieldRef("ecs", "callout.source"),
  fieldRef("sigma", "Channel"),
  fieldRef("sigma", "EventID"),
];
const KIND_INDEXES = new Set(KIND_FIELDS.map((field) => field.index));

/** The kind of a row: equal kinds have equal values, of equal types, in every kind field. */
export function kindOf(row: Row): string {
  let kind = "";
  for (const field of KIND_FIELDS) {
    const value = row.get(field);
    kind += typeof value === "string" ? `s${value}\n` : `${typeof value}${JSON.stringify(value ?? null)}\n`;
  }
  return kind;
}

/** A row that has the kind fields of another and nothing else; it can outlive the row it was made from. */
export function kindRow(row: Row): Row {
  const values = new Map(KIND_FIELDS.map((field) => [field.index, row.get(field)]));
  return { get: (field) => values.get(field.index), texts: () => [] };
}

function asksKind(leaf: Leaf): boolean {
  return leaf.kind === "test" && leaf.subject.from === "field" && KIND_INDEXES.has(leaf.subject.field.index);
}

/**
 * A predicate in two parts that must both be known to hold: `kind` asks kind fields (and perhaps others), `rest` asks none.
 * Most of a rule is `rest`, which is then the same object in every bucket and is compiled once.
 */
export interface Split {
  readonly kind: Expr;
  readonly rest: Expr;
}

export function split(where: Expr): Split {
  const parts = conjuncts(where);
  const hasKind = (part: Expr) => [...leaves(part)].some(asksKind);
  return {
    kind: simplify({ kind: "and", args: parts.filter(hasKind) }),
    rest: simplify({ kind: "and", args: parts.filter((part) => !hasKind(part)) }),
  };
}

/** Predicates that are all known to hold exactly when the given one is: `known` distributes over `and`. */
export function conjuncts(expr: Expr): readonly Expr[] {
  if (expr.kind === "and") return expr.args.flatMap(conjuncts);
  if (expr.kind === "known") return conjuncts(expr.arg);
  return [{ kind: "known", arg: expr }];
}

/** What is left to ask of rows of a kind; literally false when none of them can satisfy the predicate. */
export function specialise({ kind, rest }: Split, row: Row): Expr {
  const answered = simplify(mapLeaves(kind, (leaf) => (asksKind(leaf) ? { kind: "literal", truth: evaluateLeaf(leaf, row) } : leaf)));
  if (answered.kind !== "literal") return simplify({ kind: "and", args: [answered, rest] });
  return answered.truth === true ? rest : FALSE;
}

/** The values of one kind field a predicate insists on, folded; undefined when it would take others. */
export function insistsOn(expr: Expr, field: FieldRef): readonly string[] | undefined {
  switch (expr.kind) {
    case "known":
      return insistsOn(expr.arg, field);
    case "and":
      for (const arg of expr.args) {
        const values = insistsOn(arg, field);
        if (values) return values;
      }
      return undefined;
    case "or": {
      const sets = expr.args.map((arg) => insistsOn(arg, field));
      return sets.every((set) => set !== undefined) ? sets.flat() : undefined;
    }
    case "test": {
      const { subject, test } = expr;
      if (subject.from !== "field" || subject.field.index !== field.index) return undefined;
      return test.op === "equals" && typeof test.value === "string" ? [foldCase(test.value)] : undefined;
    }
    case "literal":
    case "compare":
    case "not":
      return undefined;
  }
}
