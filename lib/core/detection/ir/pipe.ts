import { type FieldRef, fieldRef } from "../../event/field.ts";
import type { Expr } from "./expr.ts";
import { type Value, valueFields } from "./value.ts";
import { leafFields, leaves } from "./walk.ts";

/**
 * What is done with the answers of a query, one after the other. Conditions and keys read a match: a field is that of its
 * first event, `events[1].field` that of its second, and behind a counting pipe `count` and `percent` are what was counted.
 */
export type Pipe =
  | { readonly kind: "head" | "tail"; readonly count: number }
  | { readonly kind: "filter"; readonly where: Expr }
  | { readonly kind: "unique" | "unique_count"; readonly by: readonly Value[]; readonly fold: boolean }
  | { readonly kind: "count"; readonly by: readonly Value[]; readonly fold: boolean }
  | { readonly kind: "sort"; readonly by: readonly Value[]; readonly fold: boolean };

/** A field of another event of the match: `events[1].name`. */
export const OTHER_EVENT = /^events\[(\d+)\]\.(.+)$/;

/** The fields of events that a pipe reads. */
export function pipeFields(pipe: Pipe): readonly FieldRef[] {
  return pipeReads(pipe).map((field) => {
    const other = OTHER_EVENT.exec(field.name)?.[2];
    return other === undefined ? field : fieldRef(field.view, other);
  });
}

function pipeReads(pipe: Pipe): readonly FieldRef[] {
  switch (pipe.kind) {
    case "head":
    case "tail":
      return [];
    case "filter":
      return [...leaves(pipe.where)].flatMap(leafFields);
    case "unique":
    case "unique_count":
    case "count":
    case "sort":
      return pipe.by.flatMap((value) => [...valueFields(value)]);
  }
}
