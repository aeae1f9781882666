import type { Needle } from "./sink.ts";

/** Knuth's multiplicative hashing. */
export const GOLDEN = 0x9e3779b1;
const BITS_EACH = 32;

/**
 * Hash table from 32-bit keys to (owner, offset) entries, with a bitmap in front that answers nearly every look-up.
 * All of it in typed arrays: some kilobytes that stay in the processor's cache.
 */
export class GramTable {
  /** Bit `imul(key, GOLDEN) >>> shift` is set for every key; read by scans themselves, in their inner loop. */
  readonly bits: Int32Array;
  readonly shift: number;
  private readonly slotShift: number;
  private readonly heads: Int32Array;
  private readonly keys: Int32Array;
  private readonly nexts: Int32Array;
  private readonly owners: Int32Array;
  private readonly offsets: Int32Array;
  private size = 0;

  constructor(capacity: number) {
    const width = Math.min(20, Math.max(10, 32 - Math.clz32(capacity * BITS_EACH)));
    this.shift = 32 - width;
    this.bits = new Int32Array(1 << (width - 5));
    const slots = Math.max(4, 33 - Math.clz32(capacity));
    this.slotShift = 32 - slots;
    this.heads = new Int32Array(1 << slots).fill(-1);
    this.keys = new Int32Array(capacity);
    this.nexts = new Int32Array(capacity);
    this.owners = new Int32Array(capacity);
    this.offsets = new Int32Array(capacity);
  }

  add(key: number, owner: number, offset: number): void {
    const entry = this.size++;
    const spread = Math.imul(key, GOLDEN);
    const bit = spread >>> this.shift;
    this.bits[bit >>> 5] = (this.bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    const slot = spread >>> this.slotShift;
    this.keys[entry] = key;
    this.owners[entry] = owner;
    this.offsets[entry] = offset;
    this.nexts[entry] = this.heads[slot] ?? -1;
    this.heads[slot] = entry;
  }

  /** The keys of all entries. */
  keyList(): Iterable<number> {
    return this.keys.subarray(0, this.size);
  }

  /** The first entry of a key, or -1. */
  first(key: number): number {
    return this.same(this.heads[Math.imul(key, GOLDEN) >>> this.slotShift] ?? -1, key);
  }

  /** The next entry of the same key, or -1. */
  next(entry: number): number {
    return this.same(this.nexts[entry] ?? -1, this.keys[entry] ?? 0);
  }

  owner(entry: number): number {
    return this.owners[entry] ?? -1;
  }

  offset(entry: number): number {
    return this.offsets[entry] ?? -1;
  }

  private same(from: number, key: number): number {
    let entry = from;
    while (entry >= 0 && this.keys[entry] !== key) entry = this.nexts[entry] ?? -1;
    return entry;
  }
}

const GRAM = 4;
const COUNTS = 4_096;
const placeOf = (gram: number): number => Math.imul(gram, GOLDEN) >>> 20;

/** Of each needle, by its position, the `width` neighbouring fours of characters that are rarest among all needles. */
export function gramTableOf(needles: readonly Needle[], width: number): GramTable {
  // Fours that share a place are counted together: it only makes them look more common than they are.
  const counts = new Uint32Array(COUNTS);
  for (const { text } of needles) {
    for (let i = 0; i + GRAM <= text.length; i++) {
      const place = placeOf(gramAt(text, i));
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  const table = new GramTable(needles.length * width);
  for (const [owner, { text }] of needles.entries()) {
    const from = rarest(text, counts, width);
    for (let at = from; at < from + width; at++) table.add(gramAt(text, at), owner, at);
  }
  return table;
}

/** Four characters as the word that a little-endian machine reads them as. */
function gramAt(text: string, at: number): number {
  return text.charCodeAt(at) | (text.charCodeAt(at + 1) << 8) | (text.charCodeAt(at + 2) << 16) | (text.charCodeAt(at + 3) << 24);
}

/** Where the `width` neighbouring fours start that are rarest together. */
function rarest(text: string, counts: Uint32Array, width: number): number {
  let best = 0;
  let bestCount = Number.POSITIVE_INFINITY;
  for (let i = 0; i + GRAM + width - 1 <= text.length; i++) {
    let count = 0;
    for (let at = i; at < i + width; at++) count += counts[placeOf(gramAt(text, at))] ?? 0;
    if (count < bestCount) {
      best = i;
      bestCount = count;
    }
  }
  return best;
}
