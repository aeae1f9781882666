/** What a set of needles reports: the numbers given to `add` whose text occurs. */
export type Fire = (id: number) => void;

interface Entry {
  readonly id: number;
  readonly text: string;
  /** Where in the needle its chosen four characters start. */
  readonly at: number;
}

const GRAM = 4;
const GOLDEN = 0x9e3779b1;

function gramAt(text: string, at: number): number {
  let gram = 0;
  for (let i = at; i < at + GRAM; i++) gram = ((gram << 8) ^ text.charCodeAt(i)) | 0;
  return gram;
}

/**
 * Finds which of many needles occur in a text, in one pass: of each needle the four characters rarest among all needles
 * are entered in a bitmap; the text's own fours are looked up there, and what is hit is compared in full (performance.md §3b).
 * Needles under four characters, and those outside ASCII, are few and looked for one by one.
 */
export class NeedleSet {
  private readonly bits: Uint8Array;
  private readonly shift: number;
  private readonly byHash = new Map<number, Entry[]>();
  private readonly short: Entry[] = [];
  private readonly foreign: Entry[] = [];

  constructor(needles: readonly { readonly id: number; readonly text: string }[]) {
    const long = needles.filter(({ text }) => text.length >= GRAM);
    const width = Math.min(16, Math.max(8, 32 - Math.clz32(long.length * 16)));
    this.shift = 32 - width;
    this.bits = new Uint8Array(1 << width);
    const counts = new Map<number, number>();
    for (const { text } of long) {
      for (let i = 0; i + GRAM <= text.length; i++) {
        const gram = gramAt(text, i);
        counts.set(gram, (counts.get(gram) ?? 0) + 1);
      }
    }
    for (const { id, text } of needles) {
      if (text.length >= GRAM) this.enter({ id, text, at: rarest(text, counts) });
      else if (/\P{ASCII}/u.test(text)) this.foreign.push({ id, text, at: 0 });
      else this.short.push({ id, text, at: 0 });
    }
  }

  private enter(entry: Entry): void {
    const hash = Math.imul(gramAt(entry.text, entry.at), GOLDEN) >>> this.shift;
    this.bits[hash] = 1;
    const entries = this.byHash.get(hash);
    if (entries) entries.push(entry);
    else this.byHash.set(hash, [entry]);
  }

  scan(text: string, fire: Fire): void {
    const { bits, shift } = this;
    let isAscii = true;
    if (this.byHash.size > 0 || this.foreign.length > 0) {
      let gram = 0;
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (unit > 0x7f) isAscii = false;
        gram = ((gram << 8) ^ unit) | 0;
        if (i < GRAM - 1) continue;
        const hash = Math.imul(gram, GOLDEN) >>> shift;
        if (bits[hash] === 1) this.compare(text, i - GRAM + 1, hash, fire);
      }
    }
    for (const entry of this.short) if (text.includes(entry.text)) fire(entry.id);
    if (!isAscii) for (const entry of this.foreign) if (text.includes(entry.text)) fire(entry.id);
  }

  private compare(text: string, at: number, hash: number, fire: Fire): void {
    for (const entry of this.byHash.get(hash) ?? []) {
      if (text.startsWith(entry.text, at - entry.at)) fire(entry.id);
    }
  }
}

function rarest(text: string, counts: ReadonlyMap<number, number>): number {
  let best = 0;
  let bestCount = Number.POSITIVE_INFINITY;
  for (let i = 0; i + GRAM <= text.length; i++) {
    const count = counts.get(gramAt(text, i)) ?? 0;
    if (count < bestCount) {
      best = i;
      bestCount = count;
    }
  }
  return best;
}
