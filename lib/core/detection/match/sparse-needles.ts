import { FOLD, FOREIGN, isAscii } from "./fold-table.ts";
import { GOLDEN, type GramTable, gramTableOf } from "./gram-table.ts";
import { TextPool } from "./pool.ts";
import type { Needle, Sink } from "./sink.ts";

const GRAM = 4;
const MOST_STRIDE = 8;
/** Needles this long let a search look at one position in four or more. */
const SHORTEST = GRAM + 3;

/**
 * Finds long needles in what is not folded yet: texts, or the bytes of a record. So few places of it are looked at that folding
 * all of it first would cost several times the search.
 */
export class SparseNeedles {
  private readonly stride: number;
  private readonly table: GramTable;
  private readonly pairs: Int32Array;
  private readonly bits: Int32Array;
  private readonly shift: number;
  private readonly pool: TextPool;

  private constructor(needles: readonly Needle[]) {
    const shortest = needles.reduce((least, { text }) => Math.min(least, text.length), Number.POSITIVE_INFINITY);
    this.stride = Math.min(MOST_STRIDE, shortest - GRAM + 1);
    this.pool = new TextPool(needles);
    this.table = gramTableOf(needles, this.stride);
    this.pairs = this.table.pairs();
    this.bits = this.table.bits;
    this.shift = this.table.shift;
  }

  /** Undefined unless all needles are long and ASCII. */
  static of(needles: readonly Needle[]): SparseNeedles | undefined {
    const isFit = needles.length > 0 && needles.every(({ text }) => text.length >= SHORTEST && isAscii(text));
    return isFit ? new SparseNeedles(needles) : undefined;
  }

  scanText(text: string, sink: Sink): void {
    const { stride, pairs, bits, shift } = this;
    const last = text.length - GRAM;
    for (let i = 0; i <= last; i += stride) {
      const a = FOLD[text.charCodeAt(i)] ?? FOREIGN;
      const b = FOLD[text.charCodeAt(i + 1)] ?? FOREIGN;
      const pair = ((a & 127) << 7) | (b & 127);
      if ((((pairs[pair >>> 5] ?? 0) >>> (pair & 31)) & 1) === 0) continue;
      const c = FOLD[text.charCodeAt(i + 2)] ?? FOREIGN;
      const d = FOLD[text.charCodeAt(i + 3)] ?? FOREIGN;
      const gram = (a << 24) | (b << 16) | (c << 8) | d;
      const bit = Math.imul(gram, GOLDEN) >>> shift;
      if ((((bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 0) continue;
      for (let entry = this.table.first(gram); entry >= 0; entry = this.table.next(entry)) {
        const owner = this.table.owner(entry);
        if (this.pool.foldsInText(owner, text, i - this.table.offset(entry))) sink.see(this.pool.id(owner));
      }
    }
  }

  scanBytes(bytes: Uint8Array, start: number, end: number, sink: Sink): void {
    const { stride, pairs, bits, shift } = this;
    const last = end - GRAM;
    for (let i = start; i <= last; i += stride) {
      const a = FOLD[bytes[i] ?? 0] ?? FOREIGN;
      const b = FOLD[bytes[i + 1] ?? 0] ?? FOREIGN;
      const pair = ((a & 127) << 7) | (b & 127);
      if ((((pairs[pair >>> 5] ?? 0) >>> (pair & 31)) & 1) === 0) continue;
      const c = FOLD[bytes[i + 2] ?? 0] ?? FOREIGN;
      const d = FOLD[bytes[i + 3] ?? 0] ?? FOREIGN;
      const gram = (a << 24) | (b << 16) | (c << 8) | d;
      const bit = Math.imul(gram, GOLDEN) >>> shift;
      if ((((bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 0) continue;
      for (let entry = this.table.first(gram); entry >= 0; entry = this.table.next(entry)) {
        const owner = this.table.owner(entry);
        if (this.pool.foldsInBytes(owner, bytes, i - this.table.offset(entry), start, end)) sink.see(this.pool.id(owner));
      }
    }
  }
}
