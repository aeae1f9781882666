/** What stands between two stars of a wildcard: fixed text, and null for each `?`. */
export type Segment = readonly (string | null)[];

/** Where the segment ends when it starts at `start`; -1 when it does not stand there. */
export function endOfSegmentAt(segment: Segment, text: string, start: number): number {
  let at = start;
  for (const part of segment) {
    if (part === null) {
      if (at >= text.length) return -1;
      at += isPairAt(text, at) ? 2 : 1;
    } else {
      if (!text.startsWith(part, at)) return -1;
      at += part.length;
    }
  }
  return at;
}

/** Where the segment starts when it ends with the text; -1 when the text does not end with it. */
export function startOfSegmentAtEnd(segment: Segment, text: string): number {
  let at = text.length;
  for (let index = segment.length - 1; index >= 0; index--) {
    const part = segment[index];
    if (typeof part === "string") {
      if (!text.endsWith(part, at)) return -1;
      at -= part.length;
    } else {
      if (at <= 0) return -1;
      at -= at >= 2 && isPairAt(text, at - 2) ? 2 : 1;
    }
  }
  return at;
}

/** Finds where the earliest occurrence at or after `from` ends; -1 when there is none. */
export function segmentFinder(segment: Segment): (text: string, from: number) => number {
  const [only] = segment;
  if (segment.length === 1 && typeof only === "string" && only.length <= INDEX_OF_LIMIT) {
    return (text, from) => {
      const at = text.indexOf(only, from);
      return at < 0 ? -1 : at + only.length;
    };
  }
  return shiftAnd(segment);
}

// The engine's indexOf may take length × length for hostile texts; up to here that is still cheap.
const INDEX_OF_LIMIT = 256;

/**
 * Bit-parallel search (Baeza-Yates and Gonnet, "A new approach to text searching", 1992): bit i says that the first
 * i + 1 characters of the segment end here. One step a character whatever the text, where trying every start would be quadratic.
 */
function shiftAnd(segment: Segment): (text: string, from: number) => number {
  const characters = segment.flatMap((part) => (part === null ? [null] : Array.from(part)));
  const words = Math.ceil(characters.length / 32);
  const anywhere = new Uint32Array(words);
  characters.forEach((character, bit) => {
    if (character === null) setBit(anywhere, bit);
  });
  const masks = new Map<number, Uint32Array>();
  characters.forEach((character, bit) => {
    const code = character?.codePointAt(0);
    if (code === undefined) return;
    const mask = masks.get(code) ?? anywhere.slice();
    setBit(mask, bit);
    masks.set(code, mask);
  });
  const goal = 1 << ((characters.length - 1) % 32);
  return (text, from) => {
    const state = new Uint32Array(words);
    for (let at = from; at < text.length; ) {
      const code = text.codePointAt(at) ?? 0;
      at += code > 0xffff ? 2 : 1;
      const mask = masks.get(code) ?? anywhere;
      let carry = 1;
      for (let word = 0; word < words; word++) {
        const before = state[word] ?? 0;
        state[word] = ((before << 1) | carry) & (mask[word] ?? 0);
        carry = before >>> 31;
      }
      if (((state[words - 1] ?? 0) & goal) !== 0) return at;
    }
    return -1;
  };
}

function setBit(words: Uint32Array, bit: number): void {
  words[bit >> 5] = (words[bit >> 5] ?? 0) | (1 << (bit % 32));
}

function isPairAt(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}
