import type { FieldRef } from "../../event/field.ts";
import type { Scalar } from "../../event/value.ts";

/**
 * Something computed from a row. A field with several values stands for each of them in turn, unless it is `whole`:
 * then the list itself is meant. An absent field is null. `fn` names a function of `functions/catalog.ts`; with `fold`
 * it ignores case. `members` asks something of every member of a list, which is `member` there (0: the innermost list's).
 */
export type Value =
  | { readonly from: "field"; readonly field: FieldRef; readonly whole: boolean }
  | { readonly from: "constant"; readonly value: Scalar | null }
  | { readonly from: "call"; readonly fn: string; readonly fold: boolean; readonly args: readonly Value[] }
  | { readonly from: "members"; readonly gives: "any" | "count"; readonly list: Value; readonly holds: Value }
  | { readonly from: "member"; readonly depth: number };

/** The fields a value is computed from, as often as they are written. */
export function* valueFields(value: Value): Generator<FieldRef> {
  switch (value.from) {
    case "field":
      yield value.field;
      return;
    case "constant":
    case "member":
      return;
    case "call":
      for (const arg of value.args) yield* valueFields(arg);
      return;
    case "members":
      yield* valueFields(value.list);
      yield* valueFields(value.holds);
      return;
  }
}

/** A value as text, as people write it; equal texts are equal values. */
export function printValue(value: Value): string {
  switch (value.from) {
    case "field":
      return `${value.whole ? "list " : ""}${value.field.view}:${/^[\w.@-]+$/.test(value.field.name) ? value.field.name : JSON.stringify(value.field.name)}`;
    case "constant":
      return JSON.stringify(value.value);
    case "member":
      return `member${value.depth}`;
    case "call":
      return `${value.fn}${value.fold ? "~" : ""}(${value.args.map(printValue).join(", ")})`;
    case "members":
      return `${value.gives} of ${printValue(value.list)} with ${printValue(value.holds)}`;
  }
}
