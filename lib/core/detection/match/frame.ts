import type { Row } from "../../event/event.ts";
import type { FieldRef } from "../../event/field.ts";
import type { FieldValue } from "../../event/value.ts";
import { computation } from "../functions/compute.ts";
import { foldCase } from "../ir/case.ts";
import { printValue, type Value } from "../ir/value.ts";
import { members } from "./scalar.ts";

const NONE: readonly string[] = [];
const NO_ROW: Row = { get: () => undefined, texts: () => NONE };

/** The row being matched. `epoch` changes with every row: what is stamped with it is about this row. */
export class Frame {
  epoch = 0;
  row: Row = NO_ROW;
  readonly anywhere: Slot = new Slot(this, undefined);
  private readonly slots: (Slot | undefined)[] = [];
  private readonly computedSlots = new Map<string, Slot>();

  load(row: Row): void {
    this.row = row;
    this.epoch++;
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
    return this.size === 1 ? this.one : (this.many[at] ?? "");
  }

  folded(at: number): string {
    if (this.foldedEpoch !== this.epoch) {
      this.foldedEpoch = this.epoch;
      if (this.size === 1) this.oneFolded = foldCase(this.one);
      else this.manyFolded = this.many.map(foldCase);
    }
    return this.size === 1 ? this.oneFolded : (this.manyFolded[at] ?? "");
  }

  private read(): void {
    this.epoch = this.frame.epoch;
    const { row } = this.frame;
    const { source } = this;
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
