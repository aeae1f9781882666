import { FOREIGN } from "./fold-table.ts";
import type { Needle, Sink } from "./sink.ts";

/** A needle and where in it its first unit outside ASCII is. */
interface Entry extends Needle {
  readonly at: number;
}

/**
 * Finds which of many needles with units outside ASCII occur in a text. Most texts have no such unit and never get here.
 * (One published rule asks for 1,300 such characters: looked for one by one they cost five to eight times all else.)
 */
export class ForeignSet {
  private readonly byUnit = new Map<number, Entry[]>();

  constructor(needles: readonly Needle[]) {
    for (const { id, text } of needles) {
      let at = 0;
      while (at < text.length && text.charCodeAt(at) < FOREIGN) at++;
      const unit = text.charCodeAt(at);
      const entries = this.byUnit.get(unit);
      if (entries) entries.push({ id, text, at });
      else this.byUnit.set(unit, [{ id, text, at }]);
    }
  }

  get isEmpty(): boolean {
    return this.byUnit.size === 0;
  }

  scan(folded: string, sink: Sink): void {
    for (let i = 0; i < folded.length; i++) {
      const unit = folded.charCodeAt(i);
      if (unit < FOREIGN) continue;
      const entries = this.byUnit.get(unit);
      if (entries) for (const { id, text, at } of entries) if (folded.startsWith(text, i - at)) sink.see(id);
    }
  }
}
