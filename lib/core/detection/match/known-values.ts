import { sameBytes } from "../../decode/json/same-bytes.ts";
import type { RawBytes } from "../../decode/located.ts";

/** Values of one field that are known at a time: at first, and when that proves too few. */
const FIRST_BITS = 9;
const MOST_BITS = 11;
/** Bytes of the longest, and bytes of all of them: at first, and for each place at most. */
const LONGEST = 8_192;
const FIRST_ROOM = 4 * 1024;
const ROOM_EACH = 512;
const WORD = 4;
/** Words, spread evenly, that tell values apart before they are compared, and what of the end is always looked at. */
const PIECE_BITS = 3;
const PIECES = 1 << PIECE_BITS;
const TAIL = 4;

/** A field whose values hardly come again is looked up in so many rows of so many. */
const TRIAL = 512;
/** A trial that begins with nothing known takes longer. */
const LONG_TRIAL = 8 * TRIAL;
const REST = 16 * TRIAL;
/** One in so many must be known at the end of a trial for the next to follow at once. */
const WORTHWHILE = 8;
/** One in so many of a trial that made another forgotten shows that there are too few places. */
const TIGHT = 32;

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

/** What is noted of each place a value may be kept at. */
class Places {
  readonly values: (KnownValue | undefined)[];
  readonly hashes: Int32Array;
  /** Where the bytes of each value stand in the pool. */
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly metOnce: Int32Array;
  /** Of each pair of places the one that was used last. */
  readonly recent: Uint8Array;

  constructor(size: number) {
    this.values = new Array<KnownValue | undefined>(size).fill(undefined);
    this.hashes = new Int32Array(size);
    this.starts = new Int32Array(size);
    this.lengths = new Int32Array(size);
    this.metOnce = new Int32Array(size);
    this.recent = new Uint8Array(size);
  }
}

/**
 * The values of one field that come again: a process, a user or a hash stands in thousands of records, and everything a rule
 * can ask of it alone has the same answer each time. Known by the bytes records write it with, compared in full. A value is
 * known from its second time on, so that what never comes again costs a hash. Every value has two places it may be kept at.
 */
export class KnownValues {
  /** There are two to the power of this many places. */
  private bits = FIRST_BITS;
  private places = new Places(1 << FIRST_BITS);
  private pool = new Uint8Array(FIRST_ROOM);
  private view = new DataView(this.pool.buffer);
  private used = 0;
  /** Rows of this trial. */
  private trial = LONG_TRIAL;
  private asked = 0;
  private found = 0;
  private lost = 0;

  find(place: RawBytes): KnownValue | undefined {
    if (++this.asked > this.trial && this.isResting()) return undefined;
    const { view, start, end } = place;
    const length = end - start;
    if (length > LONGEST) return undefined;
    const hash = hashOf(view, start, length);
    const pair = this.pairOf(hash);
    const { values, hashes, lengths, starts, recent, metOnce } = this.places;
    for (let at = pair; at < pair + 2; at++) {
      const known = values[at];
      if (known === undefined || hashes[at] !== hash || lengths[at] !== length) continue;
      if (!sameBytes(this.view, starts[at] ?? 0, view, start, length)) continue;
      recent[pair] = at - pair;
      this.found++;
      return known;
    }
    const met = pair | ((hash >>> 8) & 1);
    if (metOnce[met] === hash) return this.enter(hash, place);
    metOnce[met] = hash;
    return undefined;
  }

  /** After a trial that found too little, most rows are passed over until the next. */
  private isResting(): boolean {
    if (this.asked === this.trial + 1 && this.found * WORTHWHILE >= this.trial) this.asked = REST;
    if (this.asked < REST) return true;
    const isTight = this.lost * TIGHT > this.trial && this.bits < MOST_BITS;
    if (isTight) this.forget(this.bits + 1);
    this.trial = isTight ? LONG_TRIAL : TRIAL;
    this.asked = 0;
    this.found = 0;
    this.lost = 0;
    return false;
  }

  private pairOf(hash: number): number {
    return (hash >>> (32 - this.bits)) & ~1;
  }

  private enter(hash: number, { bytes, start, end }: RawBytes): KnownValue {
    const length = end - start;
    const room = ROOM_EACH << this.bits;
    if (this.used + length > room) {
      this.forget(Math.min(MOST_BITS, this.bits + 1));
    }
    if (this.used + length > this.pool.length) {
      const roomier = new Uint8Array(Math.min(room, Math.max(2 * this.pool.length, this.used + length)));
      roomier.set(this.pool);
      this.pool = roomier;
      this.view = new DataView(roomier.buffer);
    }
    const { pool, used, places } = this;
    const pair = this.pairOf(hash);
    for (let i = 0; i < length; i++) pool[used + i] = bytes[start + i] ?? 0;
    const at = pair + 1 - (places.recent[pair] ?? 0);
    if (places.values[at]) this.lost++;
    places.recent[pair] = at - pair;
    places.hashes[at] = hash;
    places.starts[at] = used;
    places.lengths[at] = length;
    this.used = used + length;
    const value = new KnownValue(at);
    places.values[at] = value;
    return value;
  }

  /** Begins anew with so many places: what is still in use is soon known again. */
  private forget(bits: number): void {
    this.bits = bits;
    this.places = new Places(1 << bits);
    this.used = 0;
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
