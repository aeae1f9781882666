import { foldCase } from "../ir/case.ts";
import { FOLD, FOREIGN, isAscii, standsAt } from "./fold-table.ts";
import { ForeignSet } from "./foreign.ts";
import { GramTable } from "./gram-table.ts";
import type { Needle, Sink } from "./sink.ts";

const GRAM = 4;

const MOST_STRIDE = 8;
/** Entries up to which a look at two characters settles most positions. */
const FEW = 1_024;

/**
 * Finds which of many needles occur in a text, whatever its case, in one pass: of each needle the four characters rarest
 * among all needles are entered in a bitmap, the text's own fours are looked up there, and what is hit is compared in full
 * (performance.md §3b). Where every needle is long enough only one position in two to eight of the text is looked up, and
 * that many neighbouring fours of each needle are entered: one of them must fall on such a position.
 * Needles under four characters are few and looked for one by one; those outside ASCII have a set of their own.
 */
export class NeedleSet {
  private readonly table: GramTable | undefined;
  private readonly pairs: Int32Array | undefined;
  private readonly shortest: number;
  private readonly stride: number;
  private readonly texts: readonly string[];
  private readonly ids: readonly number[];
  private readonly short: readonly Needle[];
  private readonly foreign: ForeignSet;

  constructor(needles: readonly Needle[]) {
    const ascii = needles.filter(({ text }) => isAscii(text));
    const long = ascii.filter(({ text }) => text.length >= GRAM);
    this.short = ascii.filter(({ text }) => text.length < GRAM);
    this.foreign = new ForeignSet(needles.filter(({ text }) => !isAscii(text)));
    this.shortest = long.reduce((least, { text }) => Math.min(least, text.length), Number.POSITIVE_INFINITY);
    this.stride = strideOf(this.shortest, long.length);
    this.texts = long.map(({ text }) => text);
    this.ids = long.map(({ id }) => id);
    this.table = long.length > 0 ? this.fill() : undefined;
    this.pairs = this.stride >= GRAM && long.length * this.stride <= FEW ? this.table?.pairs() : undefined;
  }

  /** `text` need not be folded. */
  scan(text: string, sink: Sink): void {
    if (this.table && text.length >= this.shortest) {
      if (this.pairs) this.passByPairs(text, this.table, this.pairs, sink);
      else if (this.stride >= GRAM) this.passApart(text, this.table, sink);
      else this.pass(text, this.table, sink);
    }
    const asksForeign = !this.foreign.isEmpty && !isAscii(text);
    if (this.short.length === 0 && !asksForeign) return;
    const folded = foldCase(text);
    for (const { id, text: needle } of this.short) if (folded.includes(needle)) sink.see(id);
    if (asksForeign) this.foreign.scan(folded, sink);
  }

  /** As `passApart`; the first two characters of a four settle most positions. */
  private passByPairs(text: string, table: GramTable, pairs: Int32Array, sink: Sink): void {
    const end = text.length - GRAM;
    const { stride } = this;
    for (let i = 0; i <= end; i += stride) {
      const a = FOLD[text.charCodeAt(i)] ?? FOREIGN;
      const b = FOLD[text.charCodeAt(i + 1)] ?? FOREIGN;
      const pair = ((a & 127) << 7) | (b & 127);
      if ((((pairs[pair >>> 5] ?? 0) >>> (pair & 31)) & 1) === 0) continue;
      const c = FOLD[text.charCodeAt(i + 2)] ?? FOREIGN;
      const d = FOLD[text.charCodeAt(i + 3)] ?? FOREIGN;
      this.compare(text, i, (a << 24) | (b << 16) | (c << 8) | d, table, sink);
    }
  }

  private passApart(text: string, table: GramTable, sink: Sink): void {
    const end = text.length - GRAM;
    const { bits, shift } = table;
    const { stride } = this;
    for (let i = 0; i <= end; i += stride) {
      const a = FOLD[text.charCodeAt(i)] ?? FOREIGN;
      const b = FOLD[text.charCodeAt(i + 1)] ?? FOREIGN;
      const c = FOLD[text.charCodeAt(i + 2)] ?? FOREIGN;
      const d = FOLD[text.charCodeAt(i + 3)] ?? FOREIGN;
      const gram = (a << 24) | (b << 16) | (c << 8) | d;
      const hash = Math.imul(gram, GOLDEN) >>> shift;
      if (((bits[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) this.compare(text, i, gram, table, sink);
    }
  }

  /** Every position, or every second: neighbouring fours share characters. */
  private pass(text: string, table: GramTable, sink: Sink): void {
    const { length } = text;
    const { bits, shift } = table;
    const isSecond = this.stride === 2;
    let gram = 0;
    for (let i = 0; i < length; i++) {
      gram = (gram << 8) | (FOLD[text.charCodeAt(i)] ?? FOREIGN);
      if (i < GRAM - 1 || (isSecond && (i & 1) === 0)) continue;
      const hash = Math.imul(gram, GOLDEN) >>> shift;
      if (((bits[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) this.compare(text, i - 3, gram, table, sink);
    }
  }

  private compare(text: string, at: number, gram: number, table: GramTable, sink: Sink): void {
    for (let entry = table.first(gram); entry >= 0; entry = table.next(entry)) {
      const needle = table.owner(entry);
      if (standsAt(this.texts[needle] ?? "", text, at - table.offset(entry))) sink.see(this.ids[needle] ?? -1);
    }
  }

  private fill(): GramTable {
    const counts = new Map<number, number>();
    for (const text of this.texts) {
      for (let i = 0; i + GRAM <= text.length; i++) {
        const gram = gramAt(text, i);
        counts.set(gram, (counts.get(gram) ?? 0) + 1);
      }
    }
    const table = new GramTable(this.texts.length * this.stride);
    for (const [owner, text] of this.texts.entries()) {
      const from = rarest(text, counts, this.stride);
      for (let at = from; at < from + this.stride; at++) table.add(gramAt(text, at), owner, at);
    }
    return table;
  }
}

/** A needle holds `length - 3` neighbouring fours. Large sets do not take the longest steps: their table would not stay in the cache. */
function strideOf(shortest: number, needles: number): number {
  const most = Math.min(needles <= FEW / MOST_STRIDE ? MOST_STRIDE : GRAM, shortest - GRAM + 1);
  return most >= GRAM ? most : most >= 2 ? 2 : 1;
}

/** Spreads fours over the bitmap (Knuth, multiplicative hashing). */
const GOLDEN = 0x9e3779b1;

function gramAt(text: string, at: number): number {
  return (text.charCodeAt(at) << 24) | (text.charCodeAt(at + 1) << 16) | (text.charCodeAt(at + 2) << 8) | text.charCodeAt(at + 3);
}

/** Where the `width` neighbouring fours start that are rarest together. */
function rarest(text: string, counts: ReadonlyMap<number, number>, width: number): number {
  let best = 0;
  let bestCount = Number.POSITIVE_INFINITY;
  for (let i = 0; i + GRAM + width - 1 <= text.length; i++) {
    let count = 0;
    for (let at = i; at < i + width; at++) count += counts.get(gramAt(text, at)) ?? 0;
    if (count < bestCount) {
      best = i;
      bestCount = count;
    }
  }
  return best;
}
