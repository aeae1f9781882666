/** Values of one field that are known at a time, bytes of the longest, and bytes of all of them. */
const MOST = 512;
const LONGEST = 8_192;
const ROOM = 256 * 1024;
const GRAM = 4;
/** Pieces of four bytes, spread evenly, that tell values apart before they are compared. */
const PIECES = 8;

const UNASKED = 0;
const FALSE = 1;
const TRUE = 2;

/** A value that a field has had again and again, and what was found out about it. Other values are other objects. */
export class KnownValue {
  /** Of values known at the same time no two have the same. */
  readonly at: number;
  readonly hash: number;
  readonly bytes: Uint8Array;
  private answers = new Uint8Array(0);

  constructor(at: number, hash: number, bytes: Uint8Array) {
    this.at = at;
    this.hash = hash;
    this.bytes = bytes;
  }

  /** What a question was answered with, undefined if it was not asked yet. */
  answer(question: number): boolean | undefined {
    const answer = this.answers[question] ?? UNASKED;
    return answer === UNASKED ? undefined : answer === TRUE;
  }

  keep(question: number, answer: boolean): void {
    if (question >= this.answers.length) {
      const roomier = new Uint8Array((question | 63) + 1);
      roomier.set(this.answers);
      this.answers = roomier;
    }
    this.answers[question] = answer ? TRUE : FALSE;
  }
}

/**
 * The values of one field that come again: a process, a user or a hash stands in thousands of records, and everything a rule
 * can ask of it alone has the same answer each time. Known by the bytes records write it with, compared in full. A value is
 * known from its second time on, so that what never comes again costs a hash. Every value has two places it may be kept at.
 */
export class KnownValues {
  private readonly values = new Array<KnownValue | undefined>(MOST).fill(undefined);
  private readonly metOnce = new Int32Array(MOST);
  /** Of each pair of places the one that was used last. */
  private readonly recent = new Uint8Array(MOST);
  private kept = 0;

  find(bytes: Uint8Array, start: number, end: number): KnownValue | undefined {
    const length = end - start;
    if (length > LONGEST) return undefined;
    const hash = hashOf(bytes, start, end);
    const pair = (hash >>> 23) & ~1;
    for (let at = pair; at < pair + 2; at++) {
      const known = this.values[at];
      if (known === undefined || known.hash !== hash || !isSame(known.bytes, bytes, start, length)) continue;
      this.recent[pair] = at - pair;
      return known;
    }
    const met = pair | ((hash >>> 8) & 1);
    if (this.metOnce[met] === hash) return this.enter(hash, pair, new Uint8Array(bytes.subarray(start, end)));
    this.metOnce[met] = hash;
    return undefined;
  }

  private enter(hash: number, pair: number, bytes: Uint8Array): KnownValue {
    if (this.kept + bytes.length > ROOM) {
      this.values.fill(undefined);
      this.kept = 0;
    }
    const at = pair + 1 - (this.recent[pair] ?? 0);
    this.recent[pair] = at - pair;
    this.kept += bytes.length - (this.values[at]?.bytes.length ?? 0);
    const value = new KnownValue(at, hash, bytes);
    this.values[at] = value;
    return value;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (known.length !== length) return false;
  for (let i = 0; i < length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  let hash = length;
  if (length < GRAM * PIECES) {
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  } else {
    const last = length - GRAM;
    for (let piece = 1; piece <= PIECES; piece++) {
      const i = start + Math.floor((last * piece) / PIECES);
      const four = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
      hash = Math.imul(hash ^ four ^ (hash >>> 15), 0x9e3779b1);
    }
    // The file's name at the end of a path is what tells most values apart.
    for (let i = end - 3 * GRAM; i < end - GRAM; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  }
  return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1);
}
