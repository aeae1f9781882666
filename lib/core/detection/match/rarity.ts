import type { Expr } from "../ir/expr.ts";
import { allClues, type Clue, type Place } from "./clue.ts";
import type { Profile } from "./profile.ts";

/** Nanoseconds, roughly: asking a candidate's predicate; reading a field at all; a scan over it for needles. */
const ASKING = 300;
const READING = 80;
const SCANNING = 80;
const EVERYWHERE = 25;

/** How many predicates are watched for at each place, in any way and by needles: what looking there costs is shared among them. */
export class Shares {
  private readonly reading = new Map<Place, number>();
  private readonly scanning = new Map<Place, number>();

  add({ place, kind }: Clue): void {
    this.reading.set(place, (this.reading.get(place) ?? 0) + 1);
    if (kind === "needle") this.scanning.set(place, (this.scanning.get(place) ?? 0) + 1);
  }

  cost({ place, kind }: Clue): number {
    const reach = place === "anywhere" ? EVERYWHERE : 1;
    const scan = kind === "needle" ? SCANNING / ((this.scanning.get(place) ?? 0) + 1) : 0;
    return reach * (READING / ((this.reading.get(place) ?? 0) + 1) + scan);
  }
}

/** What a clue costs every row, seen or not. A long needle lets the scan step over characters; a very short one is looked for alone. */
function watching(clue: Clue): number {
  const reach = clue.place === "anywhere" ? 20 : 1;
  switch (clue.kind) {
    case "present":
    case "always":
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
    case "always":
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
 * 6.3 were; counted over events, 1.1.
 */
export function clueCosts(predicates: readonly Expr[], profile: Profile): (clue: Clue, shares?: Shares) => number {
  const rules = new Map<string, number>();
  for (const predicate of predicates) for (const { key } of allClues(predicate)) rules.set(key, (rules.get(key) ?? 0) + 1);
  // Asked three times for each choice, in which neither the rules nor the profile change.
  const alone = new Map<string, number>();
  return (clue, shares) => {
    let cost = alone.get(clue.key);
    if (cost === undefined) {
      const guessed = guess(clue, rules.get(clue.key) ?? 1);
      const seen = profile.seen.get(clue.key);
      const likelihood = seen === undefined ? guessed : (seen + guessed) / (profile.rows + 1);
      cost = likelihood * ASKING + watching(clue);
      alone.set(clue.key, cost);
    }
    return cost + (shares?.cost(clue) ?? 0);
  };
}
