import { sameBytes } from "./same-bytes.ts";

/** Names that get a number; a stream that brings more is made up, and its records are parsed whole. */
const MOST_NAMES = 4_096;
const SLOTS = MOST_NAMES * 4;
const MOST_BYTES = 256 * 1024;
const LETTER_BITS = 5;
const LETTERS = (1 << LETTER_BITS) - 1;
const QUOTE = 0x22;
const STEP = 0x01000193;

/**
 * Small numbers for the names of members, the same for the life of a thread: what reads many records of one shape looks
 * names up by number. Names are compared byte by byte, so that no two ever share a number.
 */
export class MemberNames {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly slots = new Int32Array(SLOTS).fill(-1);
  private readonly bytes = new Uint8Array(MOST_BYTES);
  private readonly view = new DataView(this.bytes.buffer);
  private readonly spaced = new Uint8Array(MOST_NAMES);
  private readonly starts = new Int32Array(MOST_NAMES + 1);
  /** By a name and the first letter of what follows it, what followed last time: members stand in the same order in most records. */
  private readonly after = new Int16Array((MOST_NAMES + 1) << LETTER_BITS);

  /** The number of a name somebody asks for; -1 when there is no room for one more. */
  numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const bytes = Buffer.from(name);
    return this.enter(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length));
  }

  /**
   * The number of the name between `start` and the quote behind it; -1 when it is not printable ASCII without escapes or
   * there is no room. `previous` is the name before it in the record, -1 at its start. `length` of the number tells where it ends.
   */
  read(bytes: Uint8Array, view: DataView, start: number, end: number, previous: number): number {
    const place = ((previous + 1) << LETTER_BITS) | ((bytes[start] ?? 0) & LETTERS);
    const guess = this.after[place] ?? 0;
    if (this.isAt(guess, bytes, view, start, end)) return guess;
    let hash = 0;
    let at = start;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) break;
      if (byte < 0x20 || byte > 0x7e || byte === 0x5c) return -1;
      hash = Math.imul(hash ^ byte, STEP);
    }
    if (at >= end) return -1;
    const number = this.find(bytes, start, at, hash);
    if (number >= 0) this.after[place] = number;
    return number;
  }

  length(number: number): number {
    return (this.starts[number + 1] ?? 0) - (this.starts[number] ?? 0);
  }

  /** Whether a name has a space in it. */
  isSpaced(number: number): boolean {
    return this.spaced[number] === 1;
  }

  private isAt(number: number, bytes: Uint8Array, view: DataView, start: number, end: number): boolean {
    if (number >= this.names.length) return false;
    const from = this.starts[number] ?? 0;
    const length = (this.starts[number + 1] ?? 0) - from;
    if (start + length >= end || bytes[start + length] !== QUOTE) return false;
    return sameBytes(this.view, from, view, start, length);
  }

  private find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    let slot = hash & (SLOTS - 1);
    for (let number = this.slots[slot] ?? -1; number >= 0; number = this.slots[slot] ?? -1) {
      if (this.length(number) === end - start && this.isSame(number, bytes, start)) return number;
      slot = (slot + 1) & (SLOTS - 1);
    }
    return this.enter(bytes, start, end, hash);
  }

  private isSame(number: number, bytes: Uint8Array, start: number): boolean {
    const from = this.starts[number] ?? 0;
    const length = this.length(number);
    for (let i = 0; i < length; i++) if (this.bytes[from + i] !== bytes[start + i]) return false;
    return true;
  }

  private enter(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const number = this.names.length;
    const from = this.starts[number] ?? 0;
    if (number >= MOST_NAMES || from + (end - start) > MOST_BYTES) return -1;
    for (let i = start; i < end; i++) this.bytes[from + i - start] = bytes[i] ?? 0;
    this.starts[number + 1] = from + (end - start);
    let slot = hash & (SLOTS - 1);
    while ((this.slots[slot] ?? -1) >= 0) slot = (slot + 1) & (SLOTS - 1);
    this.slots[slot] = number;
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
    this.names.push(name);
    if (name.includes(" ")) this.spaced[number] = 1;
    this.numbers.set(name, number);
    return number;
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), STEP);
  return hash;
}

/** The names of this thread. */
export const MEMBER_NAMES = new MemberNames();
