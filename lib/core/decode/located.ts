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

/** Writes a text that was located (`text` or `escaped`) in lower case, a byte a character, and gives where it ends. There must be room for its bytes. */
export function foldLocated(located: Located, { bytes, start, end }: RawBytes, into: Uint8Array, at: number): number {
  let to = at;
  if (located === LOCATED.text) {
    for (let i = start; i < end; i++) into[to++] = LOWER[bytes[i] ?? 0] ?? 0;
    return to;
  }
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    into[to++] = byte === BACKSLASH ? (ESCAPED[bytes[++i] ?? 0] ?? 0) : (LOWER[byte] ?? 0);
  }
  return to;
}
