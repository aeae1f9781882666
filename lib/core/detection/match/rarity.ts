import type { Expr } from "../ir/expr.ts";
import { leaves } from "../ir/walk.ts";
import { type Clue, leafClues } from "./clue.ts";

function keyOf(clue: Clue): string {
  const place = clue.place === "anywhere" ? "*" : clue.place.index;
  return clue.kind === "present" ? `${place}!` : `${place}${clue.kind === "value" ? "=" : "~"}${clue.text}`;
}

/** Short needles are everywhere, and looking in all texts costs more than looking in one field. */
function weight(clue: Clue): number {
  const reach = clue.place === "anywhere" ? 8 : 1;
  switch (clue.kind) {
    case "present":
      return 5_000 * reach;
    case "value":
      return reach;
    case "needle":
      return reach * (SHORT_NEEDLE[clue.text.length] ?? 1.5);
  }
}
const SHORT_NEEDLE = [1_000, 1_000, 200, 30, 4, 2];

/**
 * How undesirable a clue is as the one to watch for: how many of the predicates know it (what many rules ask for, many
 * rows have), weighted by its kind. Counted, not assumed: with equality always first, 1,384 of 2,858 rules were
 * candidates for an average event; counted, 6.3 were (DESIGN.md §4.4).
 */
export function clueCosts(predicates: readonly Expr[]): (clue: Clue) => number {
  const counts = new Map<string, number>();
  for (const predicate of predicates) {
    const keys = new Set<string>();
    for (const leaf of leaves(predicate)) for (const clue of leafClues(leaf) ?? []) keys.add(keyOf(clue));
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return (clue) => weight(clue) * (counts.get(keyOf(clue)) ?? 1);
}
