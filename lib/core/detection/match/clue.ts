import type { FieldRef } from "../../event/field.ts";
import { neededFields } from "../functions/compute.ts";
import { foldCase } from "../ir/case.ts";
import type { Expr, Leaf, Subject } from "../ir/expr.ts";
import type { Test } from "../ir/test.ts";
import { isAscii } from "./fold-table.ts";
import { numberOf } from "./scalar.ts";

/** Where a clue is looked for: one field, or all texts of the record. */
export type Place = FieldRef | "anywhere";

/**
 * Something cheap to see in a row that must be there when a predicate holds. Texts are folded; those of ends are ASCII.
 * May only weaken: a clue that does not follow from the predicate is a lost alert.
 */
export type Clue =
  | { readonly kind: "whole" | "prefix" | "suffix" | "needle"; readonly place: Place; readonly text: string }
  | { readonly kind: "number"; readonly place: Place; readonly value: number }
  | { readonly kind: "present"; readonly place: Place };

/** Equal clues have equal keys. */
export function clueKey(clue: Clue): string {
  const place = clue.place === "anywhere" ? "*" : clue.place.index;
  switch (clue.kind) {
    case "present":
      return `${place}!`;
    case "number":
      return `${place}#${clue.value}`;
    case "whole":
    case "prefix":
    case "suffix":
    case "needle":
      return `${place}${clue.kind.charAt(0)}${clue.text}`;
  }
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

export function leafClues(leaf: Leaf): readonly Clue[] | undefined {
  if (leaf.kind === "compare") return [{ kind: "present", place: leaf.left }];
  if (leaf.subject.from === "computed") {
    // What is computed may hold any text; that it is known at all needs one of its fields.
    return neededFields(leaf.subject.value)?.map((place) => ({ kind: "present", place }));
  }
  const place = placeOf(leaf.subject);
  const clues = testClues(leaf.test, place);
  if (clues.length > 0) return clues;
  return place === "anywhere" ? undefined : [{ kind: "present", place }];
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
  return text === "" ? [] : [{ kind: "needle", place, text: foldCase(text) }];
}

/** A text outside ASCII is looked for wherever it stands: ends are compared unit by unit with a table of ASCII. */
function end(kind: "whole" | "prefix" | "suffix", place: Place, written: string): readonly Clue[] {
  const text = foldCase(written);
  return isAscii(text) ? [{ kind, place, text }] : needle(place, text);
}

/** A text is the number when it spells it, or when it is what JavaScript makes of it, which is no spelling for `1e+21`. */
function number(place: Place, value: number): readonly Clue[] {
  const written = String(value);
  const clue: Clue = { kind: "number", place, value };
  return numberOf(written) === value ? [clue] : [clue, { kind: "whole", place, text: foldCase(written) }];
}
