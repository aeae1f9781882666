/** Bytes somewhere in memory; exchanged in place, because they are asked for a hundred thousand times a second. */
export interface RawBytes {
  bytes: Uint8Array;
  /** Over the same bytes. */
  view: DataView;
  start: number;
  end: number;
}

/** Where all values of a record stand as they are written. Exchanged in place, as `RawBytes` are. */
export interface RawValues {
  bytes: Uint8Array;
  /** Over the same bytes. */
  view: DataView;
  /** Of each value where it starts and, in the number behind it, where it ends. */
  places: Int32Array;
  /** Where in `places` the first value is, how many there are, and how far apart. */
  first: number;
  count: number;
  step: number;
}

/**
 * Where the text of a value is. `absent`: there is none. `foreign`: in the record's bytes, but written in a way only a parser should
 * read. `elsewhere`: it may be there, but has to be asked for. `text`, `escaped`: in the record's bytes, ASCII, as it is or with
 * `\\\\ \\" \\n \\r \\t`. `elsewhere`: it may be there, but has to be asked for.
 */
export const LOCATED = { absent: 0, text: 1, escaped: 2, foreign: 3, elsewhere: 4 } as const;
export type Located = (typeof LOCATED)[keyof typeof LOCATED];

const BACKSLASH = 0x5c;
/** What a character behind a backslash stands for. */
export const ESCAPED: Uint8Array = new Uint8Array(256);
for (const [letter, value] of [
  ["\\", "\\"],
  ['"', '"'],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
] as const)
  ESCAPED[letter.charCodeAt(0)] = value.charCodeAt(0);
const LOWER = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) LOWER[byte] = byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;

/** Whether two texts of one length that were located in the same way (`text` or `escaped`) are the same but for case: each is written in one way only. */
export function areAlike(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (LOWER[bytes[a + i] ?? 0] !== LOWER[bytes[b + i] ?? 0]) return false;
  return true;
}

const WORD = 4;
const HIGH_BITS = 0x80808080 | 0;

/**
 * Writes a text that was located (`text` or `escaped`) in lower case, a byte a character, and gives where it ends. There must be room for
 * its bytes. `room` is over the same bytes as `into`.
 */
export function foldLocated(located: Located, { bytes, view, start, end }: RawBytes, into: Uint8Array, room: DataView, at: number): number {
  const isEscaped = located === LOCATED.escaped;
  let to = at;
  let i = start;
  while (i <= end - WORD) {
    const four = view.getInt32(i, true);
    room.setInt32(to, lowered(four), true);
    const backslashes = isEscaped ? four ^ 0x5c5c5c5c : HIGH_BITS;
    const marks = (backslashes - 0x01010101) & ~backslashes & HIGH_BITS;
    if (marks === 0) {
      i += WORD;
      to += WORD;
      continue;
    }
    // The lowest mark is the first backslash: what was written from there on is written over.
    const clean = (31 - Math.clz32(marks & -marks)) >>> 3;
    i += clean + 2;
    to += clean + 1;
    into[to - 1] = ESCAPED[bytes[i - 1] ?? 0] ?? 0;
  }
  for (; i < end; i++) {
    const byte = bytes[i] ?? 0;
    into[to++] = isEscaped && byte === BACKSLASH ? (ESCAPED[bytes[++i] ?? 0] ?? 0) : (LOWER[byte] ?? 0);
  }
  return to;
}

/** Four characters of ASCII in lower case: a byte from `A` to `Z` gets the bit that makes it small. No sum leaves its byte. */
function lowered(four: number): number {
  const capital = (four + 0x3f3f3f3f) & ~(four + 0x25252525) & HIGH_BITS;
  return four | (capital >>> 2);
}
