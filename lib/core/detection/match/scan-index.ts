import type { Row } from "../../event/event.ts";
import { fieldRef } from "../../event/field.ts";
import { foldCase } from "../ir/case.ts";
import type { Expr } from "../ir/expr.ts";
import { ascending } from "./ascending.ts";
import { Bucket, type Entry } from "./bucket.ts";
import { Frame } from "./frame.ts";
import { KindMap } from "./kind-map.ts";
import { PredicateCompiler } from "./predicate.ts";
import { type Scan, scanOf } from "./scan.ts";
import { insistsOn, kindRow, specialise } from "./specialise.ts";

/** Kinds a source can have before rows of further ones share the bucket that assumes nothing: `EventID` comes from outside. */
const KINDS = 4_096;
const CLASS = fieldRef("ecs", "callout.class");
const CHANNEL = fieldRef("sigma", "Channel");

export interface ScanIndexOptions {
  /** What is the same as in this index, of the same thread, is not made again. */
  readonly previous?: ScanIndex | undefined;
  /** Nanoseconds from any start; with it some rows' predicates are timed. */
  readonly clock?: (() => number) | undefined;
}

/** What asking a predicate took, and how often it was asked, both per row of any kind. */
export interface ScanCost {
  readonly position: number;
  readonly asked: number;
  readonly nanoseconds: number;
}

/** An index that follows another takes its compiled predicates over until there are this many, most of them dead. */
const PREDICATES = 100_000;

/** A bucket and the scans that were considered for it, of which it holds those its kind does not rule out. */
interface Filled {
  readonly bucket: Bucket;
  readonly considered: readonly Scan[];
}

/**
 * Many predicates, one look at a row. Gives exactly those that are known to hold, as `evaluate` would, one by one.
 * Owns the buckets it has met so far; not for use from inside its own callbacks.
 */
export class ScanIndex {
  private readonly compiler: PredicateCompiler;
  private readonly buckets: KindMap<Filled>;
  /** The same by what rows say their kind is, where they do. */
  private readonly byKind = new Map<object, Bucket>();
  /** Buckets of the index this one follows, to be taken over as rows of their kind come. */
  private readonly former: KindMap<Filled>;
  private readonly byClass = new Map<string, Scan[]>();
  private readonly byChannel = new Map<string, Scan[]>();
  private readonly anyKind: Scan[] = [];
  private readonly all: readonly Scan[];
  private readonly positions = new Map<Scan, number[]>();
  private readonly hits: Scan[] = [];
  private readonly clock: (() => number) | undefined;
  private general: Bucket | undefined;

  /** The predicates are known by their position. */
  constructor(predicates: readonly Expr[], { previous, clock }: ScanIndexOptions = {}) {
    this.clock = clock;
    const heir = previous && previous.compiler.size < PREDICATES ? previous : undefined;
    this.compiler = heir?.compiler ?? new PredicateCompiler(new Frame());
    this.buckets = new KindMap();
    const former = heir && heir.former.size < KINDS ? heir.buckets.over(heir.former) : heir?.buckets;
    this.former = former ?? new KindMap();
    for (const [at, where] of predicates.entries()) {
      const scan = scanOf(where);
      const positions = this.positions.get(scan);
      if (positions) positions.push(at);
      else this.positions.set(scan, [at]);
    }
    this.all = [...this.positions.keys()];
    for (const scan of this.all) this.file(scan);
  }

  /** Positions of the predicates that hold, in ascending order. */
  match(row: Row): readonly number[] {
    const { frame } = this.compiler;
    const { hits } = this;
    hits.length = 0;
    frame.load(row);
    this.bucketOf(row).match(hits, this.clock);
    if (hits.length === 0) return NONE;
    const [first] = hits;
    if (hits.length === 1 && first) return this.positions.get(first) ?? NONE;
    const found: number[] = [];
    for (const scan of hits) for (const position of this.positions.get(scan) ?? NONE) found.push(position);
    return ascending(found);
  }

  /** The predicates that were candidates of timed rows, and what they cost: on average, of the rows of all kinds. */
  costs(): readonly ScanCost[] {
    const sums = new Map<number, { asked: number; nanoseconds: number }>();
    let rows = 0;
    for (const { bucket } of this.buckets.items()) {
      rows += bucket.costs.rows;
      for (const { scan, times, nanoseconds } of bucket.costs.asked) {
        for (const position of this.positions.get(scan) ?? []) {
          const sum = sums.get(position) ?? { asked: 0, nanoseconds: 0 };
          sums.set(position, { asked: sum.asked + times, nanoseconds: sum.nanoseconds + nanoseconds });
        }
      }
    }
    return Array.from(sums, ([position, sum]) => ({ position, asked: sum.asked / rows, nanoseconds: sum.nanoseconds / rows }));
  }

  private file(scan: Scan): void {
    const classes = insistsOn(scan.where, CLASS);
    const channels = classes ? undefined : insistsOn(scan.where, CHANNEL);
    if (!classes && !channels) this.anyKind.push(scan);
    for (const name of new Set(classes)) put(this.byClass, name, scan);
    for (const name of new Set(channels)) put(this.byChannel, name, scan);
  }

  private bucketOf(row: Row): Bucket {
    const kind = row.rowKind;
    const met = kind && this.byKind.get(kind);
    if (met) return met;
    const bucket = this.bucketFor(row);
    if (kind && this.byKind.size < KINDS) this.byKind.set(kind, bucket);
    return bucket;
  }

  private bucketFor(row: Row): Bucket {
    const known = this.buckets.get(row);
    if (known) return known.bucket;
    if (this.buckets.size >= KINDS) {
      this.general ??= new Bucket(
        this.all.map((scan) => ({ scan, where: scan.where })),
        this.compiler,
      );
      return this.general;
    }
    const kind = kindRow(row);
    const considered = this.consider(kind);
    const former = this.former.get(row);
    const filled = former && areSame(former.considered, considered) ? former : this.fill(kind, considered, former);
    this.buckets.set(row, filled);
    return filled.bucket;
  }

  /** The scans filed under a kind's class and channel. */
  private consider(kind: Row): readonly Scan[] {
    const filed = [this.filedUnder(this.byClass, kind.get(CLASS)), this.filedUnder(this.byChannel, kind.get(CHANNEL))];
    return filed.includes(undefined) ? this.all : [...this.anyKind, ...filed.flatMap((list) => list ?? [])];
  }

  /** A bucket of the scans that rows of a kind can satisfy, with what the kind already answers folded away. */
  private fill(kind: Row, considered: readonly Scan[], former: Filled | undefined): Filled {
    const met = new Set(former?.considered);
    const left = new Map(former?.bucket.entries.map((entry) => [entry.scan, entry]));
    const entries = considered.flatMap((scan): readonly Entry[] => {
      if (met.has(scan)) {
        const entry = left.get(scan);
        return entry ? [entry] : [];
      }
      const where = specialise(scan.parts, kind);
      return where.kind === "literal" && where.truth !== true ? [] : [{ scan, where }];
    });
    return { bucket: new Bucket(entries, this.compiler, former?.bucket), considered };
  }

  /** Undefined when the value is no single text, and the files therefore say nothing. */
  private filedUnder(files: ReadonlyMap<string, readonly Scan[]>, value: ReturnType<Row["get"]>): readonly Scan[] | undefined {
    if (value === undefined || value === null) return [];
    return typeof value === "string" ? (files.get(foldCase(value)) ?? []) : undefined;
  }
}

const NONE: readonly number[] = [];

function areSame(former: readonly Scan[], scans: readonly Scan[]): boolean {
  return former.length === scans.length && former.every((scan, at) => scan === scans[at]);
}

function put(files: Map<string, Scan[]>, key: string, scan: Scan): void {
  const list = files.get(key);
  if (list) list.push(scan);
  else files.set(key, [scan]);
}
