import type { FieldRef } from "../../event/field.ts";
import type { Test } from "./test.ts";
import type { Truth } from "./truth.ts";
import type { Value } from "./value.ts";

/** What a test looks at: one field, every textual value of the record, or what is computed from fields. */
export type Subject =
  | { readonly from: "field"; readonly field: FieldRef }
  | { readonly from: "anywhere" }
  | { readonly from: "computed"; readonly value: Value };

/** How the text of one field is compared with the text of another. */
export type Compare = "equals" | "contains" | "prefix" | "suffix";

/** A single question to a row. `path` says where the rule wrote it (`selection.Image|endswith`); it never decides anything. */
export type Leaf =
  | { readonly kind: "test"; readonly subject: Subject; readonly test: Test; readonly path?: string }
  | {
      readonly kind: "compare";
      readonly left: FieldRef;
      readonly compare: Compare;
      readonly right: FieldRef;
      readonly fold: boolean;
      readonly path?: string;
    };

/**
 * A predicate over one row, in Kleene logic: a leaf about an absent field is unknown, not false.
 * `known` turns unknown into false, which is how two-valued languages (Sigma) are lowered: `known(test)`.
 * A test on a field with several values holds when any of them satisfies it; a negation negates that.
 */
export type Expr =
  | { readonly kind: "literal"; readonly truth: Truth }
  | Leaf
  | { readonly kind: "and" | "or"; readonly args: readonly Expr[] }
  | { readonly kind: "not"; readonly arg: Expr }
  | { readonly kind: "known"; readonly arg: Expr };

export const TRUE: Expr = { kind: "literal", truth: true };
export const FALSE: Expr = { kind: "literal", truth: false };
