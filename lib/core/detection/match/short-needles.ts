import { GramTable } from "./gram-table.ts";
import { TextPool } from "./pool.ts";
import type { Needle, Sink } from "./sink.ts";

const PAIRS = 128 * 128;

/** Finds needles of one to three ASCII characters in folded bytes: the first two characters of each are looked up in a bitmap. */
export class ShortNeedles {
  private readonly pool: TextPool;
  private readonly pairs = new Uint8Array(PAIRS);
  private readonly byPair: GramTable;
  private readonly byUnit: GramTable;

  constructor(needles: readonly Needle[]) {
    this.pool = new TextPool(needles);
    this.byPair = new GramTable(needles.length);
    this.byUnit = new GramTable(needles.length);
    for (const [owner, { text }] of needles.entries()) {
      const unit = text.charCodeAt(0);
      if (text.length === 1) {
        this.pairs.fill(1, unit << 7, (unit + 1) << 7);
        this.byUnit.add(unit, owner, 0);
      } else {
        const pair = (unit << 7) | text.charCodeAt(1);
        this.pairs[pair] = 1;
        this.byPair.add(pair, owner, 0);
      }
    }
  }

  get isEmpty(): boolean {
    return this.pool.size === 0;
  }

  scan(bytes: Uint8Array, start: number, end: number, sink: Sink): void {
    const { pairs } = this;
    let unit = bytes[start] ?? 0;
    for (let i = start; i < end; i++) {
      const next = i + 1 < end ? (bytes[i + 1] ?? 0) : 0;
      // What is outside ASCII has the eighth bit: it begins no pair, and may end one that then does not stand there.
      if (pairs[(unit << 7) | (next & 127)] === 1) this.compare(bytes, i, start, end, sink);
      unit = next;
    }
  }

  private compare(bytes: Uint8Array, at: number, start: number, end: number, sink: Sink): void {
    const { byUnit, byPair, pool } = this;
    const unit = bytes[at] ?? 0;
    for (let entry = byUnit.first(unit); entry >= 0; entry = byUnit.next(entry)) sink.see(pool.id(byUnit.owner(entry)));
    const pair = (unit << 7) | (bytes[at + 1] ?? 0);
    for (let entry = byPair.first(pair); entry >= 0; entry = byPair.next(entry)) {
      const owner = byPair.owner(entry);
      if (pool.standsAt(owner, bytes, at, start, end)) sink.see(pool.id(owner));
    }
  }
}
