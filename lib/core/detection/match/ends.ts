import { GOLDEN, GramTable } from "./gram-table.ts";
import { TextPool } from "./pool.ts";
import type { Needle, Sink } from "./sink.ts";

const STEP = 0x01000193;

/** Characters of an end that are hashed; longer ones are compared in full once these agree. */
const HASHED = 16;

/** Which end of a text is asked for; `whole` is both. */
export type End = "prefix" | "suffix" | "whole";

/**
 * Finds which of many folded ASCII texts a folded text starts with, ends with or is: one pass from that end over
 * at most 16 characters, looking up a rolling hash wherever one of them could be complete, or long enough to be compared.
 */
export class EndSet {
  private readonly table: GramTable;
  private readonly pool: TextPool;
  private readonly most: number;
  /** Per length up to 16, 1 where one of the texts has it; the last stands for all that are longer. */
  private readonly lengths = new Uint8Array(HASHED + 1);
  /** Per length, 1 where one of the texts has it: settles most of what is to be equal. */
  private readonly wholeLengths: Uint8Array;
  private readonly isWhole: boolean;
  private readonly isSuffix: boolean;

  constructor(end: End, texts: readonly Needle[]) {
    this.isWhole = end === "whole";
    this.isSuffix = end === "suffix";
    this.pool = new TextPool(texts);
    const longest = texts.reduce((most, { text }) => Math.max(most, text.length), 0);
    this.most = Math.min(HASHED, longest);
    this.wholeLengths = new Uint8Array(longest + 1);
    this.table = new GramTable(texts.length);
    for (const [owner, { text }] of texts.entries()) {
      this.lengths[Math.min(HASHED, text.length)] = 1;
      this.wholeLengths[text.length] = 1;
      this.table.add(hashOf(text, this.isSuffix), owner, 0);
    }
  }

  scan(bytes: Uint8Array, start: number, end: number, sink: Sink): void {
    const length = end - start;
    const { lengths, isSuffix } = this;
    if (this.isWhole && this.wholeLengths[length] !== 1) return;
    const { bits, shift } = this.table;
    const most = length < this.most ? length : this.most;
    if (lengths[0] === 1) this.compare(bytes, start, end, 0, sink);
    const step = isSuffix ? -1 : 1;
    let at = isSuffix ? end - 1 : start;
    let hash = 0;
    for (let i = 1; i <= most; i++) {
      hash = Math.imul(hash ^ (bytes[at] ?? 0), STEP);
      at += step;
      if (lengths[i] !== 1) continue;
      const bit = Math.imul(hash, GOLDEN) >>> shift;
      if (((bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) this.compare(bytes, start, end, hash, sink);
    }
  }

  private compare(bytes: Uint8Array, start: number, end: number, hash: number, sink: Sink): void {
    const { table, pool } = this;
    for (let entry = table.first(hash); entry >= 0; entry = table.next(entry)) {
      const owner = table.owner(entry);
      const length = pool.length(owner);
      if (this.isWhole && length !== end - start) continue;
      if (pool.standsAt(owner, bytes, this.isSuffix ? end - length : start, start, end)) sink.see(pool.id(owner));
    }
  }
}

function hashOf(text: string, backwards: boolean): number {
  let hash = 0;
  for (let i = 0; i < Math.min(HASHED, text.length); i++)
    hash = Math.imul(hash ^ text.charCodeAt(backwards ? text.length - 1 - i : i), STEP);
  return hash;
}
