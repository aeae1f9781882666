import { foldCase } from "../ir/case.ts";
import { FOLD, FOREIGN, isAscii, standsAt } from "./fold-table.ts";
import { ForeignSet } from "./foreign.ts";
import { GramTable } from "./gram-table.ts";
import type { Needle, Sink } from "./sink.ts";

const GRAM = 4;

/**
 * Finds which of many needles occur in a text, whatever its case, in one pass: of each needle the four characters rarest
 * among all needles are entered in a bitmap, the text's own fours are looked up there, and what is hit is compared in full
 * (performance.md §3b). Where every needle is long enough only every second or fourth position of the text is looked up, and
 * that many neighbouring fours of each needle are entered: one of them must fall on such a position.
 * Needles under four characters are few and looked for one by one; those outside ASCII have a set of their own.
 */
export class NeedleSet {
  private readonly table: GramTable | undefined;
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
    const shortest = long.reduce((least, { text }) => Math.min(least, text.length), Number.POSITIVE_INFINITY);
    this.stride = shortest >= GRAM + 3 ? 4 : shortest >= GRAM + 1 ? 2 : 1;
    this.texts = long.map(({ text }) => text);
    this.ids = long.map(({ id }) => id);
    this.table = long.length > 0 ? this.fill() : undefined;
  }

  /** `text` need not be folded. Gives whether it has units outside ASCII. */
  scan(text: string, sink: Sink): boolean {
    const isForeign = this.table ? (this.pass(text, this.table, sink) & FOREIGN) !== 0 : !isAscii(text);
    const asksForeign = isForeign && !this.foreign.isEmpty;
    if (this.short.length === 0 && !asksForeign) return isForeign;
    const folded = foldCase(text);
    for (const { id, text: needle } of this.short) if (folded.includes(needle)) sink.see(id);
    if (asksForeign) this.foreign.scan(folded, sink);
    return isForeign;
  }

  /** Looks up the text's fours. Gives the union of its folded units. */
  private pass(text: string, table: GramTable, sink: Sink): number {
    const { length } = text;
    const { bits, shift } = table;
    const { stride } = this;
    let union = 0;
    let i = 0;
    if (stride === 4) {
      for (; i + 4 <= length; i += 4) {
        const a = FOLD[text.charCodeAt(i)] ?? FOREIGN;
        const b = FOLD[text.charCodeAt(i + 1)] ?? FOREIGN;
        const c = FOLD[text.charCodeAt(i + 2)] ?? FOREIGN;
        const d = FOLD[text.charCodeAt(i + 3)] ?? FOREIGN;
        union |= a | b | c | d;
        const gram = (a << 24) | (b << 16) | (c << 8) | d;
        const hash = Math.imul(gram, GOLDEN) >>> shift;
        if (((bits[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) this.compare(text, i, gram, table, sink);
      }
      for (; i < length; i++) union |= FOLD[text.charCodeAt(i)] ?? FOREIGN;
      return union;
    }
    let gram = 0;
    for (; i < length && i < 3; i++) {
      const unit = FOLD[text.charCodeAt(i)] ?? FOREIGN;
      union |= unit;
      gram = (gram << 8) | unit;
    }
    if (stride === 2) {
      for (; i + 1 < length; i += 2) {
        const unit = FOLD[text.charCodeAt(i)] ?? FOREIGN;
        gram = (gram << 8) | unit;
        const hash = Math.imul(gram, GOLDEN) >>> shift;
        if (((bits[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) this.compare(text, i - 3, gram, table, sink);
        const next = FOLD[text.charCodeAt(i + 1)] ?? FOREIGN;
        gram = (gram << 8) | next;
        union |= unit | next;
      }
      if (i === length) return union;
    }
    for (; i < length; i++) {
      const unit = FOLD[text.charCodeAt(i)] ?? FOREIGN;
      union |= unit;
      gram = (gram << 8) | unit;
      const hash = Math.imul(gram, GOLDEN) >>> shift;
      if (((bits[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) this.compare(text, i - 3, gram, table, sink);
    }
    return union;
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
