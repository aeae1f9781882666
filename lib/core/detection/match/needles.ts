import { isAscii } from "./fold-table.ts";
import { ForeignSet } from "./foreign.ts";
import { GOLDEN, type GramTable, gramTableOf } from "./gram-table.ts";
import { TextPool } from "./pool.ts";
import { ShortNeedles } from "./short-needles.ts";
import type { Needle, Sink } from "./sink.ts";

const GRAM = 4;

const MOST_STRIDE = 8;
/** Needles up to which the longest steps are taken. */
const FEW = 128;

/** Folded bytes somewhere in memory, to be read in two ways. */
export interface FoldedBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/**
 * Finds which of many needles occur in a folded text, in one pass: of each needle the four characters rarest
 * among all needles are entered in a bitmap, the text's own fours are looked up there, and what is hit is compared in full
 * (performance.md §3b). Where every needle is long enough only one position in two to eight of the text is looked up, and
 * that many neighbouring fours of each needle are entered: one of them must fall on such a position.
 * Needles under four characters and those outside ASCII have sets of their own.
 */
export class NeedleSet {
  private readonly table: GramTable | undefined;
  private readonly shortest: number;
  private readonly stride: number;
  private readonly pool: TextPool;
  private readonly short: ShortNeedles | undefined;
  private readonly foreign: ForeignSet;

  constructor(needles: readonly Needle[]) {
    const ascii = needles.filter(({ text }) => isAscii(text));
    const long = ascii.filter(({ text }) => text.length >= GRAM);
    const short = ascii.filter(({ text }) => text.length < GRAM);
    this.short = short.length > 0 ? new ShortNeedles(short) : undefined;
    this.foreign = new ForeignSet(needles.filter(({ text }) => !isAscii(text)));
    this.shortest = long.reduce((least, { text }) => Math.min(least, text.length), Number.POSITIVE_INFINITY);
    this.stride = strideOf(this.shortest, long.length);
    this.pool = new TextPool(long);
    this.table = long.length > 0 ? gramTableOf(long, this.stride) : undefined;
  }

  /** Whether a text with characters outside ASCII has to go through `scanForeign` as well. */
  get asksForeign(): boolean {
    return !this.foreign.isEmpty;
  }

  scanForeign(folded: string, sink: Sink): void {
    this.foreign.scan(folded, sink);
  }

  /** Looks between two places of folded bytes; `view` is over the same bytes. */
  scan({ bytes, view }: FoldedBytes, start: number, end: number, sink: Sink): void {
    if (this.table && end - start >= this.shortest) this.pass(bytes, view, start, end, this.table, sink);
    this.short?.scan(bytes, start, end, sink);
  }

  private pass(bytes: Uint8Array, view: DataView, start: number, end: number, table: GramTable, sink: Sink): void {
    const last = end - GRAM;
    const { bits, shift } = table;
    const { stride } = this;
    for (let i = start; i <= last; i += stride) {
      const gram = view.getInt32(i, true);
      const hash = Math.imul(gram, GOLDEN) >>> shift;
      if (((bits[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) this.compare(bytes, i, start, end, gram, table, sink);
    }
  }

  private compare(bytes: Uint8Array, at: number, start: number, end: number, gram: number, table: GramTable, sink: Sink): void {
    const { pool } = this;
    for (let entry = table.first(gram); entry >= 0; entry = table.next(entry)) {
      const owner = table.owner(entry);
      if (pool.standsAt(owner, bytes, at - table.offset(entry), start, end)) sink.see(pool.id(owner));
    }
  }
}

/** A needle holds `length - 3` neighbouring fours. Large sets do not take the longest steps: their table would not stay in the cache. */
function strideOf(shortest: number, needles: number): number {
  const most = Math.min(needles <= FEW ? MOST_STRIDE : GRAM, shortest - GRAM + 1);
  return most >= GRAM ? most : most >= 2 ? 2 : 1;
}
