import type { TestLeaf } from "#core/detection/kql/run/test";

/** How a leaf compares, with its negation taken out. */
export interface Comparison {
  readonly op: string;
  /** Whether the leaf as written is the contrary of `op`. */
  readonly isNegated: boolean;
  readonly isCased: boolean;
}

/** `!has_cs` is the contrary of a cased `has`; `!=` of `==`. Kusto's `!=` of null is true, so the contrary is exact for texts only. */
export function comparisonOf({ op, isFolded }: TestLeaf): Comparison {
  const isNegated = op.startsWith("!");
  const bare = EQUALITIES[op] ?? (isNegated ? op.slice(1) : op);
  const cased = CASED[bare];
  if (cased) return { op: cased.op, isNegated, isCased: cased.isCased && !isFolded };
  return bare.endsWith("_cs") ? { op: bare.slice(0, -3), isNegated, isCased: !isFolded } : { op: bare, isNegated, isCased: false };
}

const EQUALITIES: { readonly [op: string]: string | undefined } = { "!=": "==", "!~": "=~" };
const CASED: { readonly [op: string]: Pick<Comparison, "op" | "isCased"> | undefined } = {
  "==": { op: "==", isCased: true },
  "=~": { op: "==", isCased: false },
  in: { op: "in", isCased: true },
  "in~": { op: "in", isCased: false },
};

/** The texts among a leaf's values; null when there is another kind of value among them. */
export function textsOf({ values }: TestLeaf): readonly string[] | null {
  const texts = values.flatMap((value) => (Array.isArray(value) ? value : [value]));
  return texts.every((value) => typeof value === "string") ? texts : null;
}

/** Texts that fold alike in KQL and in Postgres' "C" collation, and that every record and column holds as they are. */
export function isPlain(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}
