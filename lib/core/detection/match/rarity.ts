import type { Expr } from "../ir/expr.ts";
import { leaves } from "../ir/walk.ts";
import { type Clue, clueKey, leafClues } from "./clue.ts";
import type { Profile } from "./profile.ts";

/** Nanoseconds, roughly: asking a candidate's predicate; reading a field at all; a scan over it for needles. */
const ASKING = 300;
const READING = 80;
const SCANNING = 80;
const EVERYWHERE = 25;

/** How many predicates are watched for at each place, in any way and by needles: what looking there costs is shared among them. */
export class Shares {
  private readonly counts = new Map<string, number>();

  add(clue: Clue): void {
    for (const key of keysOf(clue)) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  cost(clue: Clue): number {
    const reach = clue.place === "anywhere" ? EVERYWHERE : 1;
    const [reading, scanning] = keysOf(clue).map((key) => this.counts.get(key) ?? 0);
    const scan = scanning === undefined ? 0 : SCANNING / (scanning + 1);
    return reach * (READING / ((reading ?? 0) + 1) + scan);
  }
}

function keysOf({ place, kind }: Clue): readonly string[] {
  const key = place === "anywhere" ? "*" : String(place.index);
  return kind === "needle" ? [key, `${key}~`] : [key];
}

/** What a clue costs every row, seen or not. A long needle lets the scan step over characters; a very short one is looked for alone. */
function watching(clue: Clue): number {
  const reach = clue.place === "anywhere" ? 20 : 1;
  switch (clue.kind) {
    case "present":
      return 0;
    case "whole":
    case "number":
      return 0.05 * reach;
    case "prefix":
    case "suffix":
      return 0.1 * reach;
    case "needle":
      return reach * (SHORT_NEEDLE[clue.text.length] ?? 0.3);
  }
}
const SHORT_NEEDLE = [300, 60, 60, 60, 6, 2, 2];

/** The likelihood that a row shows a clue, guessed from the clue alone. */
function guess(clue: Clue, rules: number): number {
  const reach = clue.place === "anywhere" ? 8 : 1;
  switch (clue.kind) {
    case "present":
      return 1;
    case "whole":
    case "number":
      return Math.min(1, (rules * reach) / 2_000);
    case "prefix":
    case "suffix":
    case "needle":
      return Math.min(1, (rules * reach * (COMMON_NEEDLE[clue.text.length] ?? 1.5)) / 2_000);
  }
}
const COMMON_NEEDLE = [1_000, 1_000, 200, 30, 4, 2];

/**
 * How undesirable a clue is as the one to watch for: how many candidates it makes times what these cost. What was observed
 * decides; where nothing was, how many of the predicates know it (what many rules ask for, many rows have). Counted, not
 * assumed: with equality always first, 1,384 of 2,858 rules were candidates for an average event; counted over the rules,
 * 6.3 were; counted over events, 1.1 (DESIGN.md §4.4, performance.md §3b).
 */
export function clueCosts(predicates: readonly Expr[], profile: Profile): (clue: Clue, shares?: Shares) => number {
  const rules = new Map<string, number>();
  for (const predicate of predicates) {
    const keys = new Set<string>();
    for (const leaf of leaves(predicate)) for (const clue of leafClues(leaf) ?? []) keys.add(clueKey(clue));
    for (const key of keys) rules.set(key, (rules.get(key) ?? 0) + 1);
  }
  return (clue, shares) => {
    const key = clueKey(clue);
    const guessed = guess(clue, rules.get(key) ?? 1);
    const seen = profile.seen.get(key);
    const likelihood = seen === undefined ? guessed : (seen + guessed) / (profile.rows + 1);
    return likelihood * ASKING + watching(clue) + (shares?.cost(clue) ?? 0);
  };
}
