import { FOLD, FOREIGN, standsAt } from "./fold-table.ts";
import { GramTable } from "./gram-table.ts";
import type { Needle, Sink } from "./sink.ts";

const GOLDEN = 0x9e3779b1;
const STEP = 0x01000193;

/** Which end of a text is asked for; `whole` is both. */
export type End = "prefix" | "suffix" | "whole";

/**
 * Finds which of many folded ASCII texts a text starts with, ends with or is, whatever its case: one pass from that end, as far as the
 * longest of them, looking up a rolling hash wherever one of them could be complete.
 */
export class EndSet {
  private readonly table: GramTable;
  private readonly longest: number;
  /** Per length, 1 where one of the texts has it. */
  private readonly lengths: Uint8Array;
  private readonly end: End;
  private readonly texts: readonly string[];
  private readonly ids: readonly number[];

  constructor(end: End, texts: readonly Needle[]) {
    this.end = end;
    this.texts = texts.map(({ text }) => text);
    this.ids = texts.map(({ id }) => id);
    this.longest = this.texts.reduce((most, text) => Math.max(most, text.length), 0);
    this.lengths = new Uint8Array(this.longest + 1);
    this.table = new GramTable(texts.length);
    for (const [owner, text] of this.texts.entries()) {
      this.lengths[text.length] = 1;
      this.table.add(hashOf(text, end === "suffix"), owner, 0);
    }
  }

  scan(text: string, sink: Sink): void {
    const { length } = text;
    const { lengths } = this;
    if (this.end === "whole" && lengths[length] !== 1) return;
    const { bits, shift } = this.table;
    const most = length < this.longest ? length : this.longest;
    const isSuffix = this.end === "suffix";
    const isWhole = this.end === "whole";
    if (lengths[0] === 1 && (!isWhole || length === 0)) this.compare(text, 0, 0, sink);
    let hash = 0;
    for (let i = 0; i < most; i++) {
      const unit = FOLD[text.charCodeAt(isSuffix ? length - 1 - i : i)] ?? FOREIGN;
      hash = Math.imul(hash ^ unit, STEP);
      if (lengths[i + 1] !== 1 || (isWhole && i + 1 < length)) continue;
      const bit = Math.imul(hash, GOLDEN) >>> shift;
      if (((bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) this.compare(text, i + 1, hash, sink);
    }
  }

  private compare(text: string, length: number, hash: number, sink: Sink): void {
    const at = this.end === "suffix" ? text.length - length : 0;
    for (let entry = this.table.first(hash); entry >= 0; entry = this.table.next(entry)) {
      const owner = this.table.owner(entry);
      const candidate = this.texts[owner] ?? "";
      if (candidate.length === length && standsAt(candidate, text, at)) sink.see(this.ids[owner] ?? -1);
    }
  }
}

function hashOf(text: string, backwards: boolean): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(backwards ? text.length - 1 - i : i), STEP);
  return hash;
}
