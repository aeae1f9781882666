import { FOLD, FOREIGN, standsAt } from "./fold-table.ts";
import { GramTable } from "./gram-table.ts";
import type { Needle, Sink } from "./sink.ts";

const GOLDEN = 0x9e3779b1;
const STEP = 0x01000193;

/** Characters of an end that are hashed; longer ones are compared in full once these agree. */
const HASHED = 16;

/** Which end of a text is asked for; `whole` is both. */
export type End = "prefix" | "suffix" | "whole";

/**
 * Finds which of many folded ASCII texts a text starts with, ends with or is, whatever its case: one pass from that end over
 * at most 16 characters, looking up a rolling hash wherever one of them could be complete, or long enough to be compared.
 */
export class EndSet {
  private readonly table: GramTable;
  private readonly most: number;
  /** Per length up to 16, 1 where one of the texts has it; the last stands for all that are longer. */
  private readonly lengths = new Uint8Array(HASHED + 1);
  /** Per length, 1 where one of the texts has it: settles most of what is to be equal. */
  private readonly wholeLengths: Uint8Array;
  private readonly end: End;
  private readonly texts: readonly string[];
  private readonly ids: readonly number[];

  constructor(end: End, texts: readonly Needle[]) {
    this.end = end;
    this.texts = texts.map(({ text }) => text);
    this.ids = texts.map(({ id }) => id);
    const longest = this.texts.reduce((most, text) => Math.max(most, text.length), 0);
    this.most = Math.min(HASHED, longest);
    this.wholeLengths = new Uint8Array(longest + 1);
    this.table = new GramTable(texts.length);
    for (const [owner, text] of this.texts.entries()) {
      this.lengths[Math.min(HASHED, text.length)] = 1;
      this.wholeLengths[text.length] = 1;
      this.table.add(hashOf(text, end === "suffix"), owner, 0);
    }
  }

  scan(text: string, sink: Sink): void {
    const { length } = text;
    const { lengths } = this;
    const isWhole = this.end === "whole";
    if (isWhole && this.wholeLengths[length] !== 1) return;
    const { bits, shift } = this.table;
    const most = length < this.most ? length : this.most;
    const isSuffix = this.end === "suffix";
    if (lengths[0] === 1) this.compare(text, 0, sink);
    let hash = 0;
    for (let i = 0; i < most; ) {
      const unit = FOLD[text.charCodeAt(isSuffix ? length - 1 - i : i)] ?? FOREIGN;
      hash = Math.imul(hash ^ unit, STEP);
      i++;
      if (lengths[i] !== 1) continue;
      const bit = Math.imul(hash, GOLDEN) >>> shift;
      if (((bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) this.compare(text, hash, sink);
    }
  }

  private compare(text: string, hash: number, sink: Sink): void {
    for (let entry = this.table.first(hash); entry >= 0; entry = this.table.next(entry)) {
      const owner = this.table.owner(entry);
      const candidate = this.texts[owner] ?? "";
      if (this.end === "whole" && candidate.length !== text.length) continue;
      if (standsAt(candidate, text, this.end === "suffix" ? text.length - candidate.length : 0)) sink.see(this.ids[owner] ?? -1);
    }
  }
}

function hashOf(text: string, backwards: boolean): number {
  let hash = 0;
  for (let i = 0; i < Math.min(HASHED, text.length); i++)
    hash = Math.imul(hash ^ text.charCodeAt(backwards ? text.length - 1 - i : i), STEP);
  return hash;
}
