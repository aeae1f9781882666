import type { FieldRef } from "../../event/field.ts";
import type { Expr } from "../ir/expr.ts";
import { type Clue, cluesOf, valueKeys } from "./clue.ts";
import type { Frame } from "./frame.ts";
import { NeedleSet } from "./needles.ts";
import type { Predicate, PredicateCompiler } from "./predicate.ts";
import { clueCosts } from "./rarity.ts";

/** A predicate with the number its owner knows it by. */
export interface Numbered {
  readonly id: number;
  readonly where: Expr;
}

/** All clues of one place, ready to be seen. The numbers are positions in the bucket's list of scans. */
interface Watch {
  readonly place: FieldRef | "anywhere";
  readonly values: ReadonlyMap<string, readonly number[]>;
  readonly needles: NeedleSet | undefined;
  /** Scans behind each needle. */
  readonly behind: readonly (readonly number[])[];
  readonly present: readonly number[];
}

/**
 * The scans that can hold for rows of one kind. A row's clues name candidates; the predicates of these decide.
 * Owns the stamps that keep a candidate from being asked twice.
 */
export class Bucket {
  private readonly ids: readonly number[];
  private readonly predicates: readonly Predicate[];
  private readonly watches: readonly Watch[];
  private readonly open: readonly number[];
  private readonly stamps: Float64Array;
  private readonly candidates: number[] = [];

  constructor(scans: readonly Numbered[], compiler: PredicateCompiler) {
    this.ids = scans.map((scan) => scan.id);
    this.predicates = scans.map((scan) => compiler.compile(scan.where));
    this.stamps = new Float64Array(scans.length);
    const cost = clueCosts(scans.map((scan) => scan.where));
    const clues = scans.map((scan) => cluesOf(scan.where, cost));
    this.open = clues.flatMap((set, at) => (set ? [] : [at]));
    this.watches = watchesOf(clues);
  }

  /** Calls back with the id of every scan that holds for the row in the frame, in no particular order. */
  match(frame: Frame, hit: (id: number) => void): void {
    this.candidates.length = 0;
    for (const watch of this.watches) this.look(watch, frame);
    for (const at of this.candidates) if (this.predicates[at]?.(frame)) hit(this.ids[at] ?? -1);
    for (const at of this.open) if (this.predicates[at]?.(frame)) hit(this.ids[at] ?? -1);
  }

  private look({ place, values, needles, behind, present }: Watch, frame: Frame): void {
    const folded = place === "anywhere" ? frame.allFolded() : frame.folded(place);
    if (folded.length === 0) return;
    this.nominate(present, frame.epoch);
    for (const text of folded) {
      if (values.size > 0) for (const key of valueKeys(text)) this.nominate(values.get(key), frame.epoch);
      needles?.scan(text, (needle) => this.nominate(behind[needle], frame.epoch));
    }
  }

  private nominate(scans: readonly number[] | undefined, epoch: number): void {
    if (!scans) return;
    for (const at of scans) {
      if (this.stamps[at] === epoch) continue;
      this.stamps[at] = epoch;
      this.candidates.push(at);
    }
  }
}

interface Draft {
  readonly place: FieldRef | "anywhere";
  readonly values: Map<string, number[]>;
  readonly needles: Map<string, number[]>;
  readonly present: number[];
}

function watchesOf(clues: readonly (readonly Clue[] | undefined)[]): readonly Watch[] {
  const drafts = new Map<number | "anywhere", Draft>();
  for (const [scan, set] of clues.entries()) {
    for (const clue of set ?? []) {
      const key = clue.place === "anywhere" ? "anywhere" : clue.place.index;
      const draft: Draft = drafts.get(key) ?? { place: clue.place, values: new Map(), needles: new Map(), present: [] };
      drafts.set(key, draft);
      if (clue.kind === "present") draft.present.push(scan);
      else append(clue.kind === "value" ? draft.values : draft.needles, clue.text, scan);
    }
  }
  return Array.from(drafts.values(), ({ place, values, needles, present }) => {
    const texts = [...needles.keys()];
    const set = texts.length > 0 ? new NeedleSet(texts.map((text, id) => ({ id, text }))) : undefined;
    return { place, values, needles: set, behind: [...needles.values()], present };
  });
}

function append(map: Map<string, number[]>, key: string, scan: number): void {
  const scans = map.get(key);
  if (scans) scans.push(scan);
  else map.set(key, [scan]);
}
