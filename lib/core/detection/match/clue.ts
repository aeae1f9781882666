import type { FieldRef } from "../../event/field.ts";
import { neededFields } from "../functions/compute.ts";
import { foldCase } from "../ir/case.ts";
import type { Expr, Leaf, Subject } from "../ir/expr.ts";
import type { Test } from "../ir/test.ts";
import { leaves } from "../ir/walk.ts";
import { isAscii } from "./fold-table.ts";
import { numberOf } from "./scalar.ts";

/** Where a clue is looked for: one field, or all texts of the record. */
export type Place = FieldRef | "anywhere";

/**
 * Something cheap to see in a row that must be there when a predicate holds. Texts are folded; those of ends are ASCII.
 * May only weaken: a clue that does not follow from the predicate is a lost alert.
 */
export type Clue =
  | { readonly kind: "whole" | "prefix" | "suffix" | "needle"; readonly place: Place; readonly text: string; readonly key: string }
  | { readonly kind: "number"; readonly place: Place; readonly value: number; readonly key: string }
  | { readonly kind: "present"; readonly place: Place; readonly key: string }
  /** Seen in every row, unless what the place holds rules out what stands behind it. */
  | { readonly kind: "always"; readonly place: FieldRef; readonly key: string };

/** Equal clues have equal keys. Made once: choosing clues looks millions of keys up. */
const placeKey = (place: Place): string => (place === "anywhere" ? "*" : String(place.index));

const present = (place: Place): Clue => ({ kind: "present", place, key: `${placeKey(place)}!` });

/** What is watched for when a predicate has no clue, but asks something of a field alone. */
export const always = (place: FieldRef): Clue => ({ kind: "always", place, key: `${placeKey(place)}=` });

function textClue(kind: "whole" | "prefix" | "suffix" | "needle", place: Place, text: string): Clue {
  return { kind, place, text, key: `${placeKey(place)}${kind.charAt(0)}${text}` };
}

/** Clues of which at least one must be seen when the predicate is known to hold; undefined when none are known. */
export function cluesOf(expr: Expr, cost: (clue: Clue) => number): readonly Clue[] | undefined {
  switch (expr.kind) {
    case "literal":
      return expr.truth === true ? undefined : [];
    case "test":
    case "compare":
      return leafClues(expr);
    case "known":
      return cluesOf(expr.arg, cost);
    case "not":
      return undefined;
    case "and":
      return cheapest(
        expr.args.map((arg) => cluesOf(arg, cost)),
        cost,
      );
    case "or": {
      const sets = expr.args.map((arg) => cluesOf(arg, cost));
      return sets.every((set) => set !== undefined) ? sets.flat() : undefined;
    }
  }
}

function cheapest(sets: readonly (readonly Clue[] | undefined)[], cost: (clue: Clue) => number): readonly Clue[] | undefined {
  let best: readonly Clue[] | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const set of sets) {
    if (!set) continue;
    const total = set.reduce((sum, clue) => sum + cost(clue), 0);
    if (total < bestCost) {
      best = set;
      bestCost = total;
    }
  }
  return best;
}

const cluesByLeaf = new WeakMap<Leaf, { readonly clues: readonly Clue[] | undefined }>();
const cluesByExpr = new WeakMap<Expr, readonly Clue[]>();

/** Every clue of every leaf, each once. */
export function allClues(expr: Expr): readonly Clue[] {
  let clues = cluesByExpr.get(expr);
  if (!clues) {
    const byKey = new Map<string, Clue>();
    for (const leaf of leaves(expr)) for (const clue of leafClues(leaf) ?? []) byKey.set(clue.key, clue);
    clues = [...byKey.values()];
    cluesByExpr.set(expr, clues);
  }
  return clues;
}

/** Clues of one leaf, the same objects whenever it is asked about. */
export function leafClues(leaf: Leaf): readonly Clue[] | undefined {
  let known = cluesByLeaf.get(leaf);
  if (!known) {
    known = { clues: makeClues(leaf) };
    cluesByLeaf.set(leaf, known);
  }
  return known.clues;
}

function makeClues(leaf: Leaf): readonly Clue[] | undefined {
  if (leaf.kind === "compare") return [present(leaf.left)];
  if (leaf.subject.from === "computed") {
    // What is computed may hold any text; that it is known at all needs one of its fields.
    return neededFields(leaf.subject.value)?.map(present);
  }
  const place = placeOf(leaf.subject);
  const clues = testClues(leaf.test, place);
  if (clues.length > 0) return clues;
  return place === "anywhere" ? undefined : [present(place)];
}

function placeOf(subject: Exclude<Subject, { from: "computed" }>): Place {
  return subject.from === "anywhere" ? "anywhere" : subject.field;
}

function testClues(test: Test, place: Place): readonly Clue[] {
  switch (test.op) {
    case "equals":
      return typeof test.value === "number" ? number(place, test.value) : end("whole", place, String(test.value));
    case "contains":
      return needle(place, test.needle);
    case "prefix":
    case "suffix":
      return test.needle === "" ? [] : end(test.op, place, test.needle);
    case "like": {
      const runs = test.pattern.flatMap((part) => (part.kind === "text" ? [part.text] : []));
      return needle(
        place,
        runs.reduce((best, run) => (run.length > best.length ? run : best), ""),
      );
    }
    case "regex":
      return test.regex.needles.flatMap((text) => needle(place, text));
    case "cidr":
    case "range":
    case "part":
    case "present":
      return [];
  }
}

function needle(place: Place, text: string): readonly Clue[] {
  return text === "" ? [] : [textClue("needle", place, foldCase(text))];
}

/** A text outside ASCII is looked for wherever it stands: ends are compared unit by unit with a table of ASCII. */
function end(kind: "whole" | "prefix" | "suffix", place: Place, written: string): readonly Clue[] {
  const text = foldCase(written);
  return isAscii(text) ? [textClue(kind, place, text)] : needle(place, text);
}

/** A text is the number when it spells it, or when it is what JavaScript makes of it, which is no spelling for `1e+21`. */
function number(place: Place, value: number): readonly Clue[] {
  const written = String(value);
  const clue: Clue = { kind: "number", place, value, key: `${placeKey(place)}#${value}` };
  return numberOf(written) === value ? [clue] : [clue, textClue("whole", place, foldCase(written))];
}
