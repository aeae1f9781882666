import type { FieldRef } from "../../event/field.ts";
import type { Expr } from "../ir/expr.ts";
import { leaves } from "../ir/walk.ts";
import { always, type Clue, cluesOf } from "./clue.ts";
import type { Frame, Slot } from "./frame.ts";
import type { Predicate, PredicateCompiler } from "./predicate.ts";
import { NO_PROFILE, Observer, type Profile } from "./profile.ts";
import { clueCosts, Shares } from "./rarity.ts";
import type { Scan } from "./scan.ts";
import type { Sink } from "./sink.ts";
import { ClueBook, type Narrower, WatchSet } from "./watch.ts";

/** A scan and what is left to ask of rows of the bucket's kind. */
export interface Entry {
  readonly scan: Scan;
  readonly where: Expr;
}

/** Rows after which a bucket has proved worth studying, and rows to study before clues are chosen anew: first a few in a row, then apart. */
const WARM = 32;
const FIRST_STUDY = 64;
const SECOND_STUDY = 256;
const APART = 16;

/** A clue that so many of all rows show says too little. */
const COMMON = 0.8;

/** One row in so many has its predicates timed. */
const TIMED = 64;
/** No asking counts for more nanoseconds than this: beyond it the clock measured what else the machine did. */
const LONGEST_ASKING = 250_000;

const ALWAYS: Predicate = () => true;

/** What a scan cost in the rows that were timed: how often it was a candidate, and what asking it took. */
export interface Asked {
  readonly scan: Scan;
  readonly times: number;
  readonly nanoseconds: number;
}

/**
 * The scans that can hold for rows of one kind. A row's clues name candidates; the predicates of these decide. Which clue
 * of a scan is watched for is a guess at first, and chosen by what the bucket's own rows showed after it has seen some.
 * Owns the stamps that keep a candidate from being asked twice.
 */
export class Bucket implements Sink, Narrower {
  readonly entries: readonly Entry[];
  private readonly frame: Frame;
  private readonly compiler: PredicateCompiler;
  private readonly predicates: (Predicate | undefined)[];
  /** By slot and scan, what the scan asks of that slot alone. */
  private readonly parts = new Map<Slot, Predicate[]>();
  private readonly stamps: Float64Array;
  private readonly candidates: Int32Array;
  private candidateCount = 0;
  private watch: WatchSet;
  /** Scans behind each clue. */
  private behind: readonly (readonly number[])[] = [];
  private open: readonly number[] = [];
  private rows = 0;
  private studied = 0;
  private observer: Observer | undefined;
  private learned: Profile;
  private timedRows = 0;
  private readonly times: Uint32Array;
  private readonly nanoseconds: Float64Array;

  /** `former`: a bucket of the same kind, of which most scans stayed; what was learned there is taken over, not learned again. */
  constructor(entries: readonly Entry[], compiler: PredicateCompiler, former?: Bucket) {
    this.entries = entries;
    this.compiler = compiler;
    this.frame = compiler.frame;
    this.predicates = new Array<Predicate | undefined>(entries.length);
    this.stamps = new Float64Array(entries.length);
    this.candidates = new Int32Array(entries.length);
    this.times = new Uint32Array(entries.length);
    this.nanoseconds = new Float64Array(entries.length);
    this.learned = former?.learned ?? NO_PROFILE;
    if (former && entries.length - former.entries.length <= former.entries.length / 10) this.studied = former.studied;
    this.watch = this.choose();
  }

  /** Rows timed, and what their candidates cost. */
  get costs(): { readonly rows: number; readonly asked: readonly Asked[] } {
    const asked = this.entries.map(({ scan }, at) => ({ scan, times: this.times[at] ?? 0, nanoseconds: this.nanoseconds[at] ?? 0 }));
    return { rows: this.timedRows, asked: asked.filter(({ times }) => times > 0) };
  }

  /** Adds every scan that holds for the row in the frame, in no particular order. `clock` counts nanoseconds. */
  match(hits: Scan[], clock: (() => number) | undefined): void {
    this.rows++;
    if (this.studied < FIRST_STUDY + SECOND_STUDY && this.rows > WARM) this.study();
    this.candidateCount = 0;
    this.watch.look(this);
    const { candidates, candidateCount, open } = this;
    if (clock && this.rows % TIMED === 0) {
      this.timedRows++;
      for (let i = 0; i < candidateCount; i++) this.askTimed(candidates[i] ?? -1, hits, clock);
      for (let i = 0; i < open.length; i++) this.askTimed(open[i] ?? -1, hits, clock);
      return;
    }
    for (let i = 0; i < candidateCount; i++) this.ask(candidates[i] ?? -1, hits);
    for (let i = 0; i < open.length; i++) this.ask(open[i] ?? -1, hits);
  }

  /** Clues that were seen name their scans. */
  see(clue: number): void {
    const scans = this.behind[clue];
    if (scans) for (let i = 0; i < scans.length; i++) this.take(scans[i] ?? -1);
  }

  take(scan: number): void {
    if (this.stamps[scan] === this.frame.epoch) return;
    this.stamps[scan] = this.frame.epoch;
    this.candidates[this.candidateCount++] = scan;
  }

  /** Asks what a scan wants of this value alone: once for a value, and not in every row that has it. */
  left(clue: number, slot: Slot): readonly number[] {
    return (this.behind[clue] ?? []).filter((at) => this.partOf(at, slot)());
  }

  private isCommon(clue: Clue): boolean {
    return (this.learned.seen.get(clue.key) ?? 0) >= COMMON * Math.max(1, this.learned.rows);
  }

  /** Without a telling clue a scan is asked in every row, but for those where a known value of one field rules it out: the one it asks most. */
  private guarded(where: Expr): readonly Clue[] | undefined {
    const asked = new Map<FieldRef, number>();
    for (const leaf of leaves(where)) {
      if (leaf.kind !== "test" || leaf.subject.from !== "field") continue;
      asked.set(leaf.subject.field, (asked.get(leaf.subject.field) ?? 0) + 1);
    }
    const fields = [...asked].sort(([, a], [, b]) => b - a).map(([field]) => field);
    const best = fields.find((field) => this.compiler.hasPart(where, this.frame.slot(field)));
    return best && [always(best)];
  }

  private partOf(at: number, slot: Slot): Predicate {
    let parts = this.parts.get(slot);
    if (!parts) {
      parts = [];
      this.parts.set(slot, parts);
    }
    let part = parts[at];
    if (!part) {
      const entry = this.entries[at];
      part = (entry && this.compiler.partOf(entry.where, slot)) ?? ALWAYS;
      parts[at] = part;
    }
    return part;
  }

  private ask(at: number, hits: Scan[]): void {
    const entry = this.entries[at];
    if (!entry) return;
    let predicate = this.predicates[at];
    if (!predicate) {
      predicate = this.compiler.compile(entry.where);
      this.predicates[at] = predicate;
    }
    if (predicate()) hits.push(entry.scan);
  }

  private askTimed(at: number, hits: Scan[], clock: () => number): void {
    const start = clock();
    this.ask(at, hits);
    this.nanoseconds[at] = (this.nanoseconds[at] ?? 0) + Math.min(LONGEST_ASKING, clock() - start);
    this.times[at] = (this.times[at] ?? 0) + 1;
  }

  private study(): void {
    if (this.studied >= FIRST_STUDY && this.rows % APART !== 0) return;
    this.observer ??= new Observer(
      this.entries.map(({ where }) => where),
      this.frame,
    );
    this.observer.observe();
    this.studied++;
    if (this.studied !== FIRST_STUDY && this.studied !== FIRST_STUDY + SECOND_STUDY) return;
    this.learned = this.observer.profile();
    this.watch = this.choose();
    if (this.studied > FIRST_STUDY) this.observer = undefined;
  }

  private choose(): WatchSet {
    const wheres = this.entries.map(({ where }) => where);
    const cost = clueCosts(wheres, this.learned);
    // Once to see where clues would be watched for, and again with a preference for places that are looked at anyway.
    const shares = new Shares();
    for (const where of wheres) for (const clue of cluesOf(where, (candidate) => cost(candidate)) ?? []) shares.add(clue);
    const book = new ClueBook();
    const behind: number[][] = [];
    const open: number[] = [];
    for (const [at, { where }] of this.entries.entries()) {
      const telling = cluesOf(where, (clue) => cost(clue, shares));
      const clues = telling?.some((clue) => this.isCommon(clue)) === false ? telling : (this.guarded(where) ?? telling);
      if (!clues) open.push(at);
      for (const number of new Set(clues?.map((clue) => book.enter(clue)))) {
        const scans = behind[number];
        if (scans) scans.push(at);
        else behind[number] = [at];
      }
    }
    this.behind = behind;
    this.open = open;
    return new WatchSet(book.clues, this.frame, this);
  }
}
