const ENTRIES = 512;
const LONGEST = 128;
const STEP = 0x01000193;

/** Keeps strings of short ASCII texts that come again and again, as the names of logs do, so that their bytes are compared and not copied. */
export class TextCache {
  private readonly texts: (string | undefined)[] = new Array<string | undefined>(ENTRIES).fill(undefined);

  /** The text from `start` to `end`, which is ASCII without escapes. */
  text(bytes: Buffer, start: number, end: number): string {
    if (end - start > LONGEST) return bytes.toString("latin1", start, end);
    let hash = end - start;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), STEP);
    const entry = (hash >>> 16) & (ENTRIES - 1);
    const known = this.texts[entry];
    if (known !== undefined && isAt(known, bytes, start, end)) return known;
    const text = bytes.toString("latin1", start, end);
    this.texts[entry] = text;
    return text;
  }
}

function isAt(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
