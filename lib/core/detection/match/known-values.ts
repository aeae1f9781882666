import { sameBytes } from "../../decode/json/same-bytes.ts";
import type { RawBytes } from "../../decode/located.ts";

/** Values of one field that are known at a time, bytes of the longest, and bytes of all of them. */
const MOST = 512;
const LONGEST = 8_192;
const ROOM = 256 * 1024;
const FIRST_ROOM = 4 * 1024;
const WORD = 4;
/** Words, spread evenly, that tell values apart before they are compared, and what of the end is always looked at. */
const PIECE_BITS = 3;
const PIECES = 1 << PIECE_BITS;
const TAIL = 4;

/** A field whose values hardly come again is looked up in so many rows of so many. */
const TRIAL = 512;
const REST = 16 * TRIAL;
/** One in so many must be known at the end of a trial for the next to follow at once. */
const WORTHWHILE = 8;

const UNASKED = 0;
const FALSE = 1;
const TRUE = 2;

/** A value that a field has had again and again, and what was found out about it. Other values are other objects. */
export class KnownValue {
  /** Of values known at the same time no two have the same. */
  readonly at: number;
  private answers = new Uint8Array(0);

  constructor(at: number) {
    this.at = at;
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
  private readonly hashes = new Int32Array(MOST);
  /** Where the bytes of each value stand in `pool`. */
  private readonly starts = new Int32Array(MOST);
  private readonly lengths = new Int32Array(MOST);
  private readonly metOnce = new Int32Array(MOST);
  /** Of each pair of places the one that was used last. */
  private readonly recent = new Uint8Array(MOST);
  private pool = new Uint8Array(FIRST_ROOM);
  private view = new DataView(this.pool.buffer);
  private used = 0;
  private asked = 0;
  private found = 0;

  find(place: RawBytes): KnownValue | undefined {
    if (++this.asked > TRIAL && this.isResting()) return undefined;
    const { view, start, end } = place;
    const length = end - start;
    if (length > LONGEST) return undefined;
    const hash = hashOf(view, start, length);
    const pair = (hash >>> 23) & ~1;
    for (let at = pair; at < pair + 2; at++) {
      const known = this.values[at];
      if (
        known === undefined ||
        this.hashes[at] !== hash ||
        this.lengths[at] !== length ||
        !sameBytes(this.view, this.starts[at] ?? 0, view, start, length)
      )
        continue;
      this.recent[pair] = at - pair;
      this.found++;
      return known;
    }
    const met = pair | ((hash >>> 8) & 1);
    if (this.metOnce[met] === hash) return this.enter(hash, pair, place);
    this.metOnce[met] = hash;
    return undefined;
  }

  /** After a trial that found too little, most rows are passed over until the next. */
  private isResting(): boolean {
    if (this.asked === TRIAL + 1 && this.found * WORTHWHILE >= TRIAL) this.asked = REST;
    if (this.asked < REST) return true;
    this.asked = 0;
    this.found = 0;
    return false;
  }

  private enter(hash: number, pair: number, { bytes, start, end }: RawBytes): KnownValue {
    const length = end - start;
    if (this.used + length > ROOM) {
      this.values.fill(undefined);
      this.used = 0;
    }
    if (this.used + length > this.pool.length) {
      const roomier = new Uint8Array(Math.min(ROOM, Math.max(2 * this.pool.length, this.used + length)));
      roomier.set(this.pool);
      this.pool = roomier;
      this.view = new DataView(roomier.buffer);
    }
    const { pool, used } = this;
    for (let i = 0; i < length; i++) pool[used + i] = bytes[start + i] ?? 0;
    const at = pair + 1 - (this.recent[pair] ?? 0);
    this.recent[pair] = at - pair;
    this.hashes[at] = hash;
    this.starts[at] = used;
    this.lengths[at] = length;
    this.used = used + length;
    const value = new KnownValue(at);
    this.values[at] = value;
    return value;
  }
}

function hashOf(view: DataView, start: number, length: number): number {
  let hash = length;
  if (length < WORD * PIECES) {
    let i = 0;
    for (; i + WORD <= length; i += WORD) hash = mix(hash, view.getInt32(start + i, true));
    for (; i < length; i++) hash = Math.imul(hash ^ view.getUint8(start + i), 0x01000193);
  } else {
    const last = length - WORD;
    for (let piece = 1; piece <= PIECES; piece++) hash = mix(hash, view.getInt32(start + ((last * piece) >>> PIECE_BITS), true));
    // The file's name at the end of a path is what tells most values apart.
    for (let word = 1; word < TAIL; word++) hash = mix(hash, view.getInt32(start + last - word * WORD, true));
  }
  return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1);
}

function mix(hash: number, word: number): number {
  return Math.imul(hash ^ word ^ (hash >>> 15), 0x9e3779b1);
}
