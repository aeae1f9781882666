import type { RawValues } from "../../decode/located.ts";
import { FOLD, FOREIGN, isAscii } from "./fold-table.ts";
import { GOLDEN, type GramTable, gramTableOf } from "./gram-table.ts";
import { TextPool } from "./pool.ts";
import type { Needle, Sink } from "./sink.ts";

const GRAM = 4;
const MOST_STRIDE = 8;
/** Needles this long let a search look at one position in four or more. */
const SHORTEST = GRAM + 3;
/** Makes letters small, and some other characters alike: two fours of ASCII that fold to the same are the same with these bits set. */
const SMALL = 0x20202020;
const BITS = 13;

/**
 * Finds long needles in what is not folded yet: texts, or the bytes of a record's values. So few places of it are looked at that folding
 * all of it first would cost several times the search.
 */
export class SparseNeedles {
  private readonly shortest: number;
  private readonly stride: number;
  private readonly table: GramTable;
  /** Bit `imul(four | SMALL, GOLDEN) >>> (32 - BITS)` is set for every four of the table: it settles most places. */
  private readonly likely = new Int32Array(1 << (BITS - 5));
  private readonly pool: TextPool;

  private constructor(needles: readonly Needle[]) {
    this.shortest = needles.reduce((least, { text }) => Math.min(least, text.length), Number.POSITIVE_INFINITY);
    this.stride = Math.min(MOST_STRIDE, this.shortest - GRAM + 1);
    this.pool = new TextPool(needles);
    this.table = gramTableOf(needles, this.stride);
    for (const gram of this.table.keyList()) {
      const bit = likelyBit(gram);
      this.likely[bit >>> 5] = (this.likely[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  /** Undefined unless all needles are long and ASCII. */
  static of(needles: readonly Needle[]): SparseNeedles | undefined {
    const isFit = needles.length > 0 && needles.every(({ text }) => text.length >= SHORTEST && isAscii(text));
    return isFit ? new SparseNeedles(needles) : undefined;
  }

  scanText(text: string, sink: Sink): void {
    const { stride, likely } = this;
    const last = text.length - GRAM;
    for (let i = 0; i <= last; i += stride) {
      const gram = folded(text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2), text.charCodeAt(i + 3));
      const bit = likelyBit(gram);
      if ((((likely[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 0) continue;
      for (let entry = this.table.first(gram); entry >= 0; entry = this.table.next(entry)) {
        const owner = this.table.owner(entry);
        if (this.pool.foldsInText(owner, text, i - this.table.offset(entry))) sink.see(this.pool.id(owner));
      }
    }
  }

  scanValues({ bytes, view, places, first, count, step }: RawValues, sink: Sink): void {
    const { stride, likely, shortest } = this;
    const behind = first + count * step;
    for (let place = first; place < behind; place += step) {
      const start = places[place] ?? 0;
      const end = places[place + 1] ?? 0;
      if (end - start < shortest) continue;
      const last = end - GRAM;
      for (let i = start; i <= last; i += stride) {
        const bit = likelyBit(view.getInt32(i, true));
        if ((((likely[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) !== 0) this.compare(bytes, i, start, end, sink);
      }
    }
  }

  private compare(bytes: Uint8Array, at: number, start: number, end: number, sink: Sink): void {
    const gram = folded(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
    for (let entry = this.table.first(gram); entry >= 0; entry = this.table.next(entry)) {
      const owner = this.table.owner(entry);
      if (this.pool.foldsInBytes(owner, bytes, at - this.table.offset(entry), start, end)) sink.see(this.pool.id(owner));
    }
  }
}

function likelyBit(four: number): number {
  return Math.imul(four | SMALL, GOLDEN) >>> (32 - BITS);
}

/** Four units folded, as the word the table knows them by. */
function folded(a: number, b: number, c: number, d: number): number {
  return (FOLD[a] ?? FOREIGN) | ((FOLD[b] ?? FOREIGN) << 8) | ((FOLD[c] ?? FOREIGN) << 16) | ((FOLD[d] ?? FOREIGN) << 24);
}
