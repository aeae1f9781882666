import type { Expr } from "./expr.ts";
import type { Value } from "./value.ts";

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
