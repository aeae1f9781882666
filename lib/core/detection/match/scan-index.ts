import type { Row } from "../../event/event.ts";
import { fieldRef } from "../../event/field.ts";
import { foldCase } from "../ir/case.ts";
import type { Expr } from "../ir/expr.ts";
import { Bucket, type Numbered } from "./bucket.ts";
import { Frame } from "./frame.ts";
import { PredicateCompiler } from "./predicate.ts";
import { insistsOn, kindOf, kindRow, type Split, specialise, split } from "./specialise.ts";

/** Kinds a source can have before rows of further ones share the bucket that assumes nothing: `EventID` comes from outside. */
const KINDS = 4_096;
const CLASS = fieldRef("ecs", "callout.class");
const CHANNEL = fieldRef("sigma", "Channel");

interface Scan extends Numbered {
  readonly parts: Split;
}

/**
 * Many predicates, one look at a row. Gives exactly those that are known to hold, as `evaluate` would, one by one.
 * Owns the buckets it has met so far; not for use from inside its own callbacks.
 */
export class ScanIndex {
  private readonly frame = new Frame();
  private readonly compiler = new PredicateCompiler();
  private readonly buckets = new Map<string, Bucket>();
  private readonly byClass = new Map<string, Scan[]>();
  private readonly byChannel = new Map<string, Scan[]>();
  private readonly anyKind: Scan[] = [];
  private readonly all: readonly Scan[];
  private general: Bucket | undefined;

  /** The predicates are known by their position. */
  constructor(predicates: readonly Expr[]) {
    this.all = predicates.map((where, id) => ({ id, where, parts: split(where) }));
    for (const scan of this.all) this.file(scan);
  }

  /** Positions of the predicates that hold, in ascending order. */
  match(row: Row): readonly number[] {
    const hits: number[] = [];
    this.frame.load(row);
    this.bucketOf(row).match(this.frame, (id) => hits.push(id));
    return hits.length > 1 ? hits.sort((a, b) => a - b) : hits;
  }

  private file(scan: Scan): void {
    const classes = insistsOn(scan.where, CLASS);
    const channels = classes ? undefined : insistsOn(scan.where, CHANNEL);
    if (!classes && !channels) this.anyKind.push(scan);
    for (const name of new Set(classes)) put(this.byClass, name, scan);
    for (const name of new Set(channels)) put(this.byChannel, name, scan);
  }

  private bucketOf(row: Row): Bucket {
    const kind = kindOf(row);
    const known = this.buckets.get(kind);
    if (known) return known;
    if (this.buckets.size >= KINDS) {
      this.general ??= new Bucket(this.all, this.compiler);
      return this.general;
    }
    const bucket = new Bucket(this.scansOf(kindRow(row)), this.compiler);
    this.buckets.set(kind, bucket);
    return bucket;
  }

  /** The predicates that rows of a kind can satisfy, with what the kind already answers folded away. */
  private scansOf(kind: Row): readonly Numbered[] {
    const filed = [this.filedUnder(this.byClass, kind.get(CLASS)), this.filedUnder(this.byChannel, kind.get(CHANNEL))];
    const scans = filed.includes(undefined) ? this.all : [...this.anyKind, ...filed.flatMap((list) => list ?? [])];
    return scans.flatMap(({ id, parts }) => {
      const rest = specialise(parts, kind);
      return rest.kind === "literal" && rest.truth !== true ? [] : [{ id, where: rest }];
    });
  }

  /** Undefined when the value is no single text, and the files therefore say nothing. */
  private filedUnder(files: ReadonlyMap<string, readonly Scan[]>, value: ReturnType<Row["get"]>): readonly Scan[] | undefined {
    if (value === undefined || value === null) return [];
    return typeof value === "string" ? (files.get(foldCase(value)) ?? []) : undefined;
  }
}

function put(files: Map<string, Scan[]>, key: string, scan: Scan): void {
  const list = files.get(key);
  if (list) list.push(scan);
  else files.set(key, [scan]);
}
