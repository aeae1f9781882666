import { sameBytes } from "./same-bytes.ts";

const ENTRIES_BITS = 9;
const ENTRIES = 1 << ENTRIES_BITS;
const LONGEST = 128;
const WORD = 4;
const STEP = 0x9e3779b1;

/** Keeps strings of short ASCII texts that come again and again, as the names of logs do, so that their bytes are compared and not copied. */
export class TextCache {
  private readonly texts: (string | undefined)[] = new Array<string | undefined>(ENTRIES).fill(undefined);
  /** The bytes of each text, in a stretch of its own. */
  private readonly view = new DataView(new ArrayBuffer(ENTRIES * LONGEST));

  /** The text from `start` to `end`, which is ASCII without escapes. `view` is over the same bytes. */
  text(bytes: Buffer, view: DataView, start: number, end: number): string {
    const length = end - start;
    if (length > LONGEST) return bytes.toString("latin1", start, end);
    const words = length & ~(WORD - 1);
    let hash = length;
    for (let i = 0; i < words; i += WORD) hash = Math.imul(hash ^ view.getInt32(start + i, true) ^ (hash >>> 15), STEP);
    for (let i = words; i < length; i++) hash = Math.imul(hash ^ view.getUint8(start + i), STEP);
    const entry = Math.imul(hash ^ (hash >>> 15), STEP) >>> (32 - ENTRIES_BITS);
    const known = this.texts[entry];
    if (known !== undefined && known.length === length && sameBytes(this.view, entry * LONGEST, view, start, length)) return known;
    const text = bytes.toString("latin1", start, end);
    for (let i = 0; i < length; i++) this.view.setUint8(entry * LONGEST + i, view.getUint8(start + i));
    this.texts[entry] = text;
    return text;
  }
}
