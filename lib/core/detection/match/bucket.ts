import type { Expr } from "../ir/expr.ts";
import { cluesOf } from "./clue.ts";
import type { Frame } from "./frame.ts";
import type { Predicate, PredicateCompiler } from "./predicate.ts";
import { NO_PROFILE, Observer, type Profile } from "./profile.ts";
import { clueCosts, Shares } from "./rarity.ts";
import type { Scan } from "./scan.ts";
import type { Sink } from "./sink.ts";
import { ClueBook, WatchSet } from "./watch.ts";

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

/**
 * The scans that can hold for rows of one kind. A row's clues name candidates; the predicates of these decide. Which clue
 * of a scan is watched for is a guess at first, and chosen by what the bucket's own rows showed after it has seen some.
 * Owns the stamps that keep a candidate from being asked twice.
 */
export class Bucket implements Sink {
  readonly entries: readonly Entry[];
  private readonly frame: Frame;
  private readonly compiler: PredicateCompiler;
  private readonly predicates: (Predicate | undefined)[];
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

  constructor(entries: readonly Entry[], compiler: PredicateCompiler, profile: Profile = NO_PROFILE) {
    this.entries = entries;
    this.compiler = compiler;
    this.frame = compiler.frame;
    this.predicates = new Array<Predicate | undefined>(entries.length);
    this.stamps = new Float64Array(entries.length);
    this.candidates = new Int32Array(entries.length);
    this.learned = profile;
    this.watch = this.choose();
  }

  /** What its rows showed so far: a bucket of nearly the same scans need not start from nothing. */
  get profile(): Profile {
    return this.learned;
  }

  /** Adds every scan that holds for the row in the frame, in no particular order. */
  match(hits: Scan[]): void {
    this.rows++;
    if (this.studied < FIRST_STUDY + SECOND_STUDY && this.rows > WARM) this.study();
    this.candidateCount = 0;
    this.watch.look(this);
    const { candidates, candidateCount, open } = this;
    for (let i = 0; i < candidateCount; i++) this.ask(candidates[i] ?? -1, hits);
    for (let i = 0; i < open.length; i++) this.ask(open[i] ?? -1, hits);
  }

  /** Clues that were seen name their scans. */
  see(clue: number): void {
    const scans = this.behind[clue];
    if (!scans) return;
    const { epoch } = this.frame;
    for (let i = 0; i < scans.length; i++) {
      const at = scans[i] ?? 0;
      if (this.stamps[at] === epoch) continue;
      this.stamps[at] = epoch;
      this.candidates[this.candidateCount++] = at;
    }
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
      const clues = cluesOf(where, (clue) => cost(clue, shares));
      if (!clues) open.push(at);
      for (const number of new Set(clues?.map((clue) => book.enter(clue)))) {
        const scans = behind[number];
        if (scans) scans.push(at);
        else behind[number] = [at];
      }
    }
    this.behind = behind;
    this.open = open;
    return new WatchSet(book.clues, this.frame);
  }
}
