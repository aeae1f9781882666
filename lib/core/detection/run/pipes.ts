import type { Row } from "../../event/event.ts";
import { type FieldRef, fieldRef } from "../../event/field.ts";
import type { FieldValue, Scalar } from "../../event/value.ts";
import { computation } from "../functions/compute.ts";
import { order } from "../functions/relation.ts";
import { foldCase } from "../ir/case.ts";
import { OTHER_EVENT, type Pipe } from "../ir/pipe.ts";
import type { Value } from "../ir/value.ts";
import { evaluate } from "../match/evaluate.ts";
import type { Hit } from "./row.ts";

/** One answer of a query: an event or null for each place, the values it was joined by, and what pipes counted. */
export interface Match {
  readonly hits: readonly (Hit | null)[];
  readonly keys: readonly (Scalar | null)[];
  /** What the row it came from said for itself. */
  readonly cells?: { readonly [column: string]: Scalar | null };
  readonly counted?: { readonly count: number; readonly percent: number; readonly key: readonly (Scalar | null)[] };
}

/** Sends matches through the pipes of a query, in the order written. */
export function applyPipes(matches: readonly Match[], pipes: readonly Pipe[]): readonly Match[] {
  return pipes.reduce(applyPipe, matches);
}

function applyPipe(matches: readonly Match[], pipe: Pipe): readonly Match[] {
  switch (pipe.kind) {
    case "head":
      return matches.slice(0, pipe.count);
    case "tail":
      return pipe.count === 0 ? [] : matches.slice(-pipe.count);
    case "filter":
      return matches.filter((match) => evaluate(pipe.where, rowOf(match)) === true);
    case "unique":
      return groups(matches, pipe.by, pipe.fold).map(({ first }) => first);
    case "unique_count":
      return groups(matches, pipe.by, pipe.fold).map(({ first, key, count }) => ({
        ...first,
        counted: { count, percent: count / matches.length, key },
      }));
    case "count":
      return groups(matches, pipe.by, pipe.fold).map(({ key, count }) => ({
        hits: [],
        keys: [],
        counted: { count, percent: count / matches.length, key },
      }));
    case "sort":
      return sorted(matches, pipe.by, pipe.fold);
  }
}

type Key = readonly (Scalar | null)[];

function keyOf(by: readonly Value[]): (match: Match) => Key {
  const parts = by.map(computation);
  return (match) => {
    const row = rowOf(match);
    return parts.map((part) => part((field) => row.get(field))[0] ?? null);
  };
}

function groups(matches: readonly Match[], by: readonly Value[], fold: boolean) {
  const read = keyOf(by);
  const found = new Map<string, { readonly first: Match; readonly key: Key; count: number }>();
  for (const match of matches) {
    const key = read(match);
    const text = JSON.stringify(key.map((part) => (fold && typeof part === "string" ? foldCase(part) : part)));
    const group = found.get(text);
    if (group) group.count++;
    else found.set(text, { first: match, key, count: 1 });
  }
  return [...found.values()];
}

/** Null sorts first; what cannot be compared keeps its order. */
function sorted(matches: readonly Match[], by: readonly Value[], fold: boolean): readonly Match[] {
  const read = keyOf(by);
  const keyed = matches.map((match) => ({ match, key: read(match) }));
  const compare = (a: Key, b: Key): number => {
    for (const [at, left] of a.entries()) {
      const right = b[at] ?? null;
      const result = left === null || right === null ? Number(left !== null) - Number(right !== null) : order(left, right, fold);
      if (result) return result;
    }
    return 0;
  };
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ match }) => match);
}

/** A match as something to ask: its first event, `events[1].name`, or what was counted. */
function rowOf({ hits, counted }: Match): Row {
  const get = (field: FieldRef): FieldValue | undefined => {
    if (counted && field.name === "count") return counted.count;
    if (counted && field.name === "percent") return counted.percent;
    const other = OTHER_EVENT.exec(field.name);
    if (other) return hits[Number(other[1])]?.get(fieldRef(field.view, other[2] ?? ""));
    return hits.find((hit) => hit !== null)?.get(field);
  };
  return { get, texts: () => [] };
}
