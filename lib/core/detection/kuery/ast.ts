import type { LikePattern } from "../ir/like.ts";
import type { RangeCompare } from "../ir/test.ts";

/** Where in the text a node starts. */
interface Placed {
  readonly at: number;
}

/** A value as it was written: words (quoted or not), a pattern with stars, or a truth value. */
export type LiteralNode = Placed &
  (
    | { readonly kind: "text"; readonly text: string; readonly isQuoted: boolean }
    | { readonly kind: "pattern"; readonly pattern: LikePattern }
    | { readonly kind: "truth"; readonly value: boolean }
  );

/** A field's name, perhaps with stars in it. `*` alone is every field. */
export type FieldNode = Placed & { readonly name: string; readonly isPattern: boolean };

/** A query of Kibana's language as it was written; `field` is undefined where none was named. */
export type KueryNode = Placed &
  (
    | { readonly kind: "is"; readonly field: FieldNode | undefined; readonly value: LiteralNode }
    | { readonly kind: "range"; readonly field: FieldNode; readonly compare: RangeCompare; readonly value: LiteralNode }
    | { readonly kind: "nested"; readonly field: FieldNode; readonly query: KueryNode }
    | { readonly kind: "not"; readonly arg: KueryNode }
    | { readonly kind: "and" | "or"; readonly args: readonly KueryNode[] }
    | { readonly kind: "everything" }
  );

/** What is wrong with a Kuery text, and at which index. Thrown inside this folder, never out of it. */
export class KueryFault extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}
