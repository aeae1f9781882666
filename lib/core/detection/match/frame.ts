import { areAlike, foldLocated, LOCATED, type Located, type RawBytes, type RawValues } from "../../decode/located.ts";
import type { Row } from "../../event/event.ts";
import type { FieldRef } from "../../event/field.ts";
import type { FieldValue } from "../../event/value.ts";
import { computation } from "../functions/compute.ts";
import { foldCase } from "../ir/case.ts";
import { printValue, type Value } from "../ir/value.ts";
import { foldInto } from "./fold-table.ts";
import { type KnownValue, KnownValues } from "./known-values.ts";
import { members } from "./scalar.ts";

const NONE: readonly string[] = [];
const NO_ROW: Row = { get: () => undefined, texts: () => NONE };

const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);
const NO_PLACES = new Int32Array(0);

/** Bytes for folded texts that are kept from row to row; longer rows borrow more. */
const KEPT_BYTES = 256 * 1024;

/** The row being matched. `epoch` changes with every row: what is stamped with it is about this row. */
export class Frame {
  epoch = 0;
  row: Row = NO_ROW;
  /** The row's texts that were searched, folded, a byte a UTF-16 unit; `used` is where free room begins. May be exchanged by `reserve`. */
  bytes: Buffer = Buffer.alloc(KEPT_BYTES);
  /** Over the same bytes. */
  view: DataView = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  used = 0;
  /** Where a row says that one of its fields stands. One for all slots: hundreds that keep theirs would keep as many pieces of files. */
  readonly place: RawBytes = { bytes: NO_BYTES, view: NO_VIEW, start: 0, end: 0 };
  /** Where it says that all of them stand. */
  readonly places: RawValues = { bytes: NO_BYTES, view: NO_VIEW, places: NO_PLACES, first: 0, count: 0, step: 0 };
  readonly anywhere: Slot = new Slot(this, undefined);
  private readonly slots: (Slot | undefined)[] = [];
  private readonly computedSlots = new Map<string, Slot>();

  load(row: Row): void {
    this.row = row;
    this.epoch++;
    this.used = 0;
    if (this.bytes.length > KEPT_BYTES) this.exchange(Buffer.alloc(KEPT_BYTES));
  }

  /** A text of ASCII, as it was folded. */
  textAt(start: number, end: number): string {
    return this.bytes.toString("latin1", start, end);
  }

  /** Makes room for so many bytes behind `used`; what is there already keeps its place. */
  reserve(length: number): void {
    if (this.used + length <= this.bytes.length) return;
    const roomier = Buffer.alloc((this.used + length) * 2);
    roomier.set(this.bytes.subarray(0, this.used));
    this.exchange(roomier);
  }

  private exchange(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The field's slot, the same for the frame's whole life: predicates hold on to it. */
  slot(field: FieldRef): Slot {
    let slot = this.slots[field.index];
    if (!slot) {
      slot = new Slot(this, field);
      this.slots[field.index] = slot;
    }
    return slot;
  }

  /** Equal values of different rules are one slot, and computed once a row. */
  computed(value: Value): Slot {
    const key = printValue(value);
    let slot = this.computedSlots.get(key);
    if (!slot) {
      const compute = computation(value);
      slot = new Slot(this, (row) => compute((field) => row.get(field)));
      this.computedSlots.set(key, slot);
    }
    return slot;
  }
}

/** What a slot holds: a field's value, something computed, or (undefined) every text of the record. */
type Source = FieldRef | ((row: Row) => FieldValue) | undefined;

/**
 * The texts of one field in the frame's row, or of the whole row; read at most once a row, folded when somebody asks.
 * Nearly all fields have one text or none, which cost no list.
 */
export class Slot {
  private readonly frame: Frame;
  private readonly source: Source;
  private epoch = -1;
  private foldedEpoch = -1;
  private size = 0;
  private one = "";
  private oneFolded = "";
  private many: readonly string[] = NONE;
  private manyFolded: readonly string[] = NONE;
  private placedEpoch = -1;
  private locatedEpoch = -1;
  private located: Located = LOCATED.elsewhere;
  /** Where the text stands in the row's bytes, if it was located. */
  private rawStart = 0;
  private rawEnd = 0;
  private knownEpoch = -1;
  private knownValue: KnownValue | undefined;
  /** Made for fields that records have bytes for: of hundreds that rules ask, few are. */
  private knownValues: KnownValues | undefined;
  private questions = 0;
  /** Whether `one` is the row's text. */
  private isWritten = true;
  /** Where the text that was placed last stands in the frame's bytes, and whether it has units outside ASCII. */
  start = 0;
  end = 0;
  hasForeign = false;

  constructor(frame: Frame, source: Source) {
    this.frame = frame;
    this.source = source;
  }

  /** How many texts there are; none when the field is absent. */
  count(): number {
    if (this.epoch !== this.frame.epoch) this.read();
    return this.size;
  }

  /** The text at an index below `count()`, which must have been asked before. */
  text(at: number): string {
    if (!this.isWritten) this.write();
    return this.size === 1 ? this.one : (this.many[at] ?? "");
  }

  /** The row gave the text's folded bytes, and somebody asks for the text itself after all. */
  private write(): void {
    this.isWritten = true;
    const value = typeof this.source === "object" ? this.frame.row.get(this.source) : undefined;
    this.one = typeof value === "string" ? value : String(value);
  }

  /** Whether the row says that it has no such field. False is no certainty. */
  isAbsent(): boolean {
    return this.locate() === LOCATED.absent;
  }

  /** The value, when it is one text that earlier rows had too. May be asked before `count()`, and the text is then not read. */
  known(): KnownValue | undefined {
    if (this.knownEpoch !== this.frame.epoch) {
      this.knownEpoch = this.frame.epoch;
      const located = this.locate();
      this.knownValue = located === LOCATED.absent || located === LOCATED.elsewhere ? undefined : this.recall();
    }
    return this.knownValue;
  }

  private recall(): KnownValue | undefined {
    this.knownValues ??= new KnownValues();
    return this.knownValues.find(this.placeInRow());
  }

  /** To be read at once: the next slot that is located moves it. */
  private placeInRow(): RawBytes {
    const { place } = this.frame;
    place.start = this.rawStart;
    place.end = this.rawEnd;
    return place;
  }

  private locate(): Located {
    const { frame, source } = this;
    if (this.locatedEpoch !== frame.epoch) {
      this.locatedEpoch = frame.epoch;
      const { row } = frame;
      const { place } = frame;
      this.located = typeof source === "object" && row.locate ? row.locate(source, place) : LOCATED.elsewhere;
      this.rawStart = place.start;
      this.rawEnd = place.end;
    }
    return this.located;
  }

  /** Whether the slot's one text is another's but for case, where both can be compared as they stand; undefined where they cannot. */
  isLike(other: Slot): boolean | undefined {
    const located = this.locate();
    const otherLocated = other.locate();
    if (located >= LOCATED.foreign || otherLocated >= LOCATED.foreign) return undefined;
    const length = this.rawEnd - this.rawStart;
    if (located !== otherLocated || located === LOCATED.absent || other.rawEnd - other.rawStart !== length) return false;
    return areAlike(this.frame.place.bytes, this.rawStart, other.rawStart, length);
  }

  /** A number for something that is asked of this slot's texts and of nothing else: known values keep the answer under it. */
  question(): number {
    return this.questions++;
  }

  folded(at: number): string {
    if (this.foldedEpoch !== this.epoch) {
      this.foldedEpoch = this.epoch;
      if (this.size === 1) this.oneFolded = this.isWritten ? foldCase(this.one) : this.frame.textAt(this.start, this.end);
      else this.manyFolded = this.many.map(foldCase);
    }
    return this.size === 1 ? this.oneFolded : (this.manyFolded[at] ?? "");
  }

  /** Whether the text at an index below `count()` surely has fewer units than that; nothing is read to find out. */
  isShorterThan(length: number): boolean {
    return !this.isWritten && this.size === 1 && this.end - this.start < length;
  }

  /** Writes the text at an index below `count()` to the frame's bytes, folded. Of several texts only the last stays. */
  place(at: number): void {
    const { frame } = this;
    if (this.size === 1) {
      if (this.placedEpoch === this.epoch) return;
      this.placedEpoch = this.epoch;
    }
    const text = this.text(at);
    frame.reserve(text.length);
    this.start = frame.used;
    this.end = frame.used + text.length;
    this.hasForeign = foldInto(text, frame.bytes, this.start);
    if (this.size === 1) frame.used = this.end;
  }

  private read(): void {
    const { frame, source } = this;
    const { row } = frame;
    this.epoch = frame.epoch;
    this.isWritten = true;
    const located = this.locate();
    if (located < LOCATED.foreign) {
      this.size = located === LOCATED.absent ? 0 : 1;
      if (this.size === 0) return;
      this.isWritten = false;
      this.placedEpoch = this.epoch;
      frame.reserve(this.rawEnd - this.rawStart);
      this.start = frame.used;
      this.end = foldLocated(located, this.placeInRow(), frame.bytes, frame.view, this.start);
      this.hasForeign = false;
      frame.used = this.end;
      return;
    }
    const value = source === undefined ? listOf(row.texts()) : typeof source === "function" ? source(row) : row.get(source);
    if (value === undefined || value === null) this.size = 0;
    else if (typeof value === "object") this.take(members(value).map(String));
    else {
      this.size = 1;
      this.one = typeof value === "string" ? value : String(value);
    }
  }

  private take(texts: readonly string[]): void {
    this.size = texts.length;
    this.one = texts[0] ?? "";
    this.many = texts;
  }
}

function listOf(texts: Iterable<string>): readonly string[] {
  return Array.isArray(texts) ? texts : [...texts];
}
