import { FOLD } from "./fold-table.ts";
import type { Needle } from "./sink.ts";

/** Many folded ASCII texts as bytes in one piece of memory, to be compared with other folded bytes. */
export class TextPool {
  readonly size: number;
  private readonly bytes: Uint8Array;
  private readonly starts: Int32Array;
  private readonly ids: Int32Array;

  constructor(texts: readonly Needle[]) {
    this.size = texts.length;
    this.starts = new Int32Array(texts.length + 1);
    this.ids = new Int32Array(texts.length);
    this.bytes = new Uint8Array(texts.reduce((sum, { text }) => sum + text.length, 0));
    let at = 0;
    for (const [owner, { id, text }] of texts.entries()) {
      this.ids[owner] = id;
      for (let i = 0; i < text.length; i++) this.bytes[at++] = text.charCodeAt(i);
      this.starts[owner + 1] = at;
    }
  }

  id(owner: number): number {
    return this.ids[owner] ?? -1;
  }

  length(owner: number): number {
    return (this.starts[owner + 1] ?? 0) - (this.starts[owner] ?? 0);
  }

  /** Whether the text stands at `at` in what lies between `start` and `end`. */
  standsAt(owner: number, text: Uint8Array, at: number, start: number, end: number): boolean {
    const from = this.starts[owner] ?? 0;
    const length = (this.starts[owner + 1] ?? 0) - from;
    if (at < start || at + length > end) return false;
    const { bytes } = this;
    for (let i = 0; i < length; i++) if (bytes[from + i] !== text[at + i]) return false;
    return true;
  }

  /** The same in bytes that are not folded. */
  foldsInBytes(owner: number, text: Uint8Array, at: number, start: number, end: number): boolean {
    const from = this.starts[owner] ?? 0;
    const length = this.length(owner);
    if (at < start || at + length > end) return false;
    for (let i = 0; i < length; i++) if (this.bytes[from + i] !== FOLD[text[at + i] ?? 0]) return false;
    return true;
  }

  /** The same in a text that is not folded. */
  foldsInText(owner: number, text: string, at: number): boolean {
    const from = this.starts[owner] ?? 0;
    const length = this.length(owner);
    if (at < 0 || at + length > text.length) return false;
    for (let i = 0; i < length; i++) if (this.bytes[from + i] !== FOLD[text.charCodeAt(at + i)]) return false;
    return true;
  }
}
