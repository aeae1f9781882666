import { BYTE, BYTE_CLASS } from "./byte-class.ts";
import type { EnvelopeWatch } from "./wrapper.ts";

/** Deeper brackets are counted but not matched by kind; records that deep are refused anyway. */
const MATCHED_DEPTH = 1024;
const MAX_KEY = 256;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const BRACE = 0x7b;
const BRACKET = 0x5b;

/** Why a scan stopped: bytes ran out, the value closed, it cannot be JSON, or an envelope's list of records opened. */
export type ScanStop = "more" | "closed" | "broken" | "list";

/**
 * Finds the end of one JSON object or list in bytes that arrive piecemeal, without parsing it. Strict enough that a lost
 * quote or bracket is noticed within a few bytes (an illegal byte, a raw newline in a string, a bracket out of place)
 * instead of swallowing the rest of the file.
 */
export class ObjectScan {
  depth = 0;
  deepest = 0;
  fields = 0;
  /** Whether an envelope's list of records was seen and is empty. */
  emptyList = false;
  private readonly stack = new Uint8Array(MATCHED_DEPTH);
  private inString = false;
  private escaped = false;
  private keyStart = -1;
  private previous: number = BYTE.open;
  private listPending = false;

  /** Starts at the opening bracket, which `scan` sees first. */
  start(): void {
    this.depth = 0;
    this.deepest = 0;
    this.fields = 0;
    this.emptyList = false;
    this.inString = false;
    this.escaped = false;
    this.previous = BYTE.colon;
    this.listPending = false;
  }

  /** Goes on after an envelope's list of records has been read up to and including its closing bracket. */
  resumeAfterList(): void {
    this.depth -= 1;
    this.previous = BYTE.close;
  }

  /**
   * Scans `bytes` from `from` to `to`; `at` is where it stopped (behind the closing bracket when closed).
   * `recordStart`: where the record starts in `bytes`, for reading keys; `watch`: present while it may be an envelope.
   */
  scan(
    bytes: Buffer,
    range: { readonly from: number; readonly to: number; readonly recordStart: number },
    watch: EnvelopeWatch | undefined,
  ): { readonly stop: ScanStop; readonly at: number } {
    const { to, recordStart } = range;
    for (let i = range.from; i < to; i += 1) {
      if (this.inString) {
        if (this.escaped) {
          this.escaped = false;
          continue;
        }
        // Most bytes are inside strings: a loop over locals only (measured on NXLog lists: a third to two thirds faster in all).
        while (i < to && bytes[i] !== QUOTE && bytes[i] !== BACKSLASH && bytes[i] !== NEWLINE) i += 1;
        if (i === to) break;
        if (bytes[i] === NEWLINE) return { stop: "broken", at: i };
        if (bytes[i] === BACKSLASH) this.escaped = true;
        else {
          this.inString = false;
          if (watch && this.depth <= 2) this.noteKey(bytes, i, recordStart, watch);
        }
        continue;
      }
      const byte = bytes[i] ?? 0;
      const kind = BYTE_CLASS[byte];
      if (kind === BYTE.space) continue;
      if (this.listPending) {
        this.listPending = false;
        if (byte === BRACE) return { stop: "list", at: i };
        if (byte === BRACKET + 2) this.emptyList = true;
      }
      switch (kind) {
        case BYTE.quote:
          this.inString = true;
          this.keyStart = this.previous === BYTE.colon ? -1 : i + 1 - recordStart;
          break;
        case BYTE.colon:
          this.fields += 1;
          break;
        case BYTE.open: {
          const inObject = this.depth > 0 && this.depth <= MATCHED_DEPTH && this.stack[this.depth - 1] === BRACE;
          if (inObject && this.previous !== BYTE.colon) return { stop: "broken", at: i };
          if (watch && byte === BRACKET && this.depth > 0) this.listPending = watch.isRecordList(this.depth);
          if (this.depth < MATCHED_DEPTH) this.stack[this.depth] = byte;
          this.depth += 1;
          if (this.depth > this.deepest) this.deepest = this.depth;
          break;
        }
        case BYTE.close:
          this.depth -= 1;
          // In ASCII "}" is "{" + 2 and "]" is "[" + 2.
          if (this.depth < MATCHED_DEPTH && this.stack[this.depth] !== byte - 2) return { stop: "broken", at: i };
          if (this.depth === 0) return { stop: "closed", at: i + 1 };
          break;
        case BYTE.illegal:
          return { stop: "broken", at: i };
      }
      this.previous = kind ?? BYTE.illegal;
    }
    return { stop: "more", at: to };
  }

  /** A string that closed at depth 1 or 2: a key, unless a colon came before it or it is in a list. */
  private noteKey(bytes: Buffer, end: number, recordStart: number, watch: EnvelopeWatch): void {
    const start = recordStart + this.keyStart;
    const isKey = this.keyStart >= 0 && this.stack[this.depth - 1] === BRACE && end - start <= MAX_KEY;
    if (isKey) watch.key(this.depth === 1 ? 1 : 2, bytes.toString("utf8", start, end));
  }
}
