import type { MemberNames } from "./member-names.ts";

/** How a value is written. `text`: ASCII without escapes. `escaped`: ASCII with `\\ \" \n \r \t`. `other`: any other string. */
export const VALUE = { text: 0, escaped: 1, other: 2, integer: 3, number: 4, true: 5, false: 6, null: 7 } as const;

/** Numbers a member takes: its name's number with `KIND_BITS` of the value's kind behind it, and where the value starts and ends. */
export const MEMBER_SIZE = 3;
export const KIND_BITS = 3;

/** Numbers a byte of a file takes in the list of members, at first, and what is added to what was found. */
const ROOM_A_BYTE = 0.1;
const SPARE = 1.2;
/** More members than any sensor writes. */
const MOST_MEMBERS = 1_024;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;

const PLAIN = new Uint8Array(256).fill(1, 0x20, 0x80);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;
const SPACE = new Uint8Array(256);
for (const space of [0x20, 0x09, 0x0d]) SPACE[space] = 1;
/** Characters a number is made of. */
const NUMERIC = new Uint8Array(256).fill(1, 0x30, 0x3a);
for (const sign of "+-.eE") NUMERIC[sign.charCodeAt(0)] = 1;
const MINUS = 0x2d;
const HIGH_BITS = 0x80808080 | 0;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Integers up to this many characters are exact and written in one way only, but for `-0`. */
const SHORT_INTEGER = 15;

/**
 * Finds the members of flat JSON objects, and where their values stand, without making strings of them. Takes only what it is
 * certain of: an object of distinct plainly named members whose values are no lists or objects, in valid JSON (RFC 8259)
 * and UTF-8, with no character Postgres refuses. For all else it gives up, and the record is parsed.
 */
export class FlatScan {
  /** Members one after the other, `MEMBER_SIZE` numbers each. */
  members = new Int32Array(0);
  used = 0;
  /** Of the last record: whether its bytes hold every text of it, escaped as `JSON.stringify` does, and numbers as JavaScript writes them. */
  isPlain = true;
  /** Of the last record: whether all of it is ASCII. */
  isAscii = true;
  private bytes: Buffer = Buffer.alloc(0);
  /** Over the bytes it was begun with. */
  view = new DataView(this.bytes.buffer, 0, 0);
  private readonly names: MemberNames;
  private readonly seen = new Int32Array(8_192);
  private record = 0;
  /** How many bytes it was begun with. */
  private scanned = 0;
  /** Where the value that was read last ended. */
  private at = 0;

  constructor(names: MemberNames) {
    this.names = names;
  }

  /** Goes on with other bytes and a new list of members: the former is kept by whoever uses it. */
  begin(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    // About as many as the last bytes had: twice the room costs as much as a tenth of the scan.
    const before = this.scanned > 0 ? this.used / this.scanned : ROOM_A_BYTE;
    this.members = new Int32Array(Math.max(256, Math.ceil(bytes.length * before * SPARE)));
    this.scanned = bytes.length;
    this.used = 0;
  }

  /** Appends the members of the object from `start` to `end` and gives how many; -1 when it gives up, and nothing is appended. */
  scan(start: number, end: number): number {
    const { names, used, bytes, view, seen } = this;
    const record = ++this.record;
    this.isPlain = true;
    this.isAscii = true;
    let count = 0;
    let name = -1;
    let i = start;
    if (bytes[i++] !== OPEN) return -1;
    for (;;) {
      if ((bytes[i] ?? 0) <= 0x20) i = spaceEnd(bytes, i);
      if (bytes[i] !== QUOTE) return this.giveUp(used);
      name = names.read(bytes, view, i + 1, end, name);
      if (name < 0 || seen[name] === record || ++count > MOST_MEMBERS) return this.giveUp(used);
      seen[name] = record;
      i += names.length(name) + 2;
      if ((bytes[i] ?? 0) <= 0x20) i = spaceEnd(bytes, i);
      if (bytes[i++] !== COLON) return this.giveUp(used);
      if ((bytes[i] ?? 0) <= 0x20) i = spaceEnd(bytes, i);
      const first = bytes[i] ?? 0;
      let from = i;
      let kind: number;
      if (first === QUOTE) {
        from = ++i;
        i = plainEnd(bytes, view, i);
        kind = VALUE.text;
        if (bytes[i] !== QUOTE) {
          kind = this.readString(i, end);
          if (kind < 0) return this.giveUp(used);
          i = this.at;
        }
      } else {
        kind = this.readLiteral(i);
        if (kind < 0) return this.giveUp(used);
        i = this.at;
      }
      if (i >= end) return this.giveUp(used);
      this.push(name, kind, from, i);
      if (first === QUOTE) i++;
      if ((bytes[i] ?? 0) <= 0x20) i = spaceEnd(bytes, i);
      const next = bytes[i++];
      if (next === COMMA) continue;
      if (next !== CLOSE || i !== end) return this.giveUp(used);
      break;
    }
    return count;
  }

  private giveUp(used: number): -1 {
    this.used = used;
    return -1;
  }

  private push(name: number, kind: number, from: number, to: number): void {
    if (this.used + MEMBER_SIZE > this.members.length) {
      const roomier = new Int32Array(this.members.length * 2);
      roomier.set(this.members);
      this.members = roomier;
    }
    const { members, used } = this;
    members[used] = (name << KIND_BITS) | kind;
    members[used + 1] = from;
    members[used + 2] = to;
    this.used = used + MEMBER_SIZE;
  }

  /** A string's kind, from its first character that is not plain on; -1 to give up. */
  private readString(start: number, end: number): number {
    const { bytes, view } = this;
    let i = start;
    let isOther = false;
    let isAscii = true;
    while (i < end) {
      const byte = bytes[i] ?? 0;
      if (byte === QUOTE) {
        this.at = i;
        if (isOther) this.isPlain = false;
        if (!isAscii) this.isAscii = false;
        return isOther || !isAscii ? VALUE.other : VALUE.escaped;
      }
      if (byte >= 0x80) {
        const length = sequenceLength(bytes, i);
        if (length === 0) return -1;
        // The Kelvin sign is a `k` when case is ignored, and nobody searching bytes would know.
        if (byte === 0xe2 && bytes[i + 1] === 0x84 && bytes[i + 2] === 0xaa) this.isPlain = false;
        isAscii = false;
        i += length - 1;
      } else if (byte < 0x20) return -1;
      else if (byte === BACKSLASH) {
        const letter = bytes[++i] ?? 0;
        if (letter === 0x75) {
          if (!isSoundEscape(bytes, i + 1)) return -1;
          isOther = true;
          i += 4;
        } else if (letter === 0x2f || letter === 0x62 || letter === 0x66) isOther = true;
        else if (letter !== BACKSLASH && letter !== QUOTE && letter !== 0x6e && letter !== 0x72 && letter !== 0x74) return -1;
      }
      i = plainEnd(bytes, view, i + 1);
    }
    return -1;
  }

  private readLiteral(start: number): number {
    const { bytes } = this;
    const first = bytes[start] ?? 0;
    if (first === 0x74) return this.word(start, TRUE, VALUE.true);
    if (first === 0x66) return this.word(start, FALSE, VALUE.false);
    if (first === 0x6e) return this.word(start, NULL, VALUE.null);
    const digits = first === MINUS ? start + 1 : start;
    let i = digits;
    while (isDigit(bytes[i])) i++;
    this.at = i;
    const length = i - digits;
    const isInteger = length > 0 && (bytes[digits] !== 0x30 || (length === 1 && first !== MINUS)) && NUMERIC[bytes[i] ?? 0] !== 1;
    // Written as JavaScript writes it, and beyond 2^53 kept as its digits.
    if (isInteger) return first !== MINUS && length <= SHORT_INTEGER ? VALUE.integer : VALUE.number;
    while (NUMERIC[bytes[i] ?? 0] === 1) i++;
    this.at = i;
    const text = bytes.toString("latin1", start, i);
    if (!NUMBER.test(text)) return -1;
    if (String(Number(text)) !== text) this.isPlain = false;
    return VALUE.number;
  }

  private word(start: number, word: Uint8Array, kind: number): number {
    for (let i = 0; i < word.length; i++) if (this.bytes[start + i] !== word[i]) return -1;
    this.at = start + word.length;
    return kind;
  }
}

function spaceEnd(bytes: Uint8Array, start: number): number {
  let i = start;
  while (SPACE[bytes[i] ?? 0] === 1) i++;
  return i;
}

/**
 * Where a run of plain characters ends: four at a time, by the arithmetic that finds a zero byte in a word (H. Warren, Hacker's Delight
 * §6-1). The lowest byte it marks is one; those above it may be marked by a borrow.
 */
function plainEnd(bytes: Uint8Array, view: DataView, start: number): number {
  let i = start;
  for (const last = bytes.length - 4; i <= last; i += 4) {
    const four = view.getInt32(i, true);
    const quotes = four ^ 0x22222222;
    const backslashes = four ^ 0x5c5c5c5c;
    const low = (four - 0x20202020) | ((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes);
    const marks = (low | four) & HIGH_BITS;
    if (marks !== 0) return i + ((31 - Math.clz32(marks & -marks)) >>> 3);
  }
  while (PLAIN[bytes[i] ?? 0] === 1) i++;
  return i;
}

/** How many bytes the UTF-8 sequence outside ASCII at `at` has (RFC 3629 §4); 0 when it is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return isContinuation(second) ? 2 : 0;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most || !isContinuation(bytes[at + 2] ?? 0)) return 0;
  if (first < 0xf0) return 3;
  return isContinuation(bytes[at + 3] ?? 0) ? 4 : 0;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** Whether a number's text is an integer JSON.parse would round: it is kept as its digits. */
export function isLongInteger(text: string): boolean {
  return text.length > SHORT_INTEGER && /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const TRUE = ascii("true");
const FALSE = ascii("false");
const NULL = ascii("null");

/** Four hexadecimal digits that are neither NUL nor half of a surrogate pair. */
function isSoundEscape(bytes: Uint8Array, at: number): boolean {
  let unit = 0;
  for (let i = at; i < at + 4; i++) {
    const digit = HEX[bytes[i] ?? 0] ?? 255;
    if (digit === 255) return false;
    unit = (unit << 4) | digit;
  }
  return unit !== 0 && (unit < 0xd800 || unit > 0xdfff);
}

const HEX = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  HEX[digit.charCodeAt(0)] = value;
  HEX[digit.toUpperCase().charCodeAt(0)] = value;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
