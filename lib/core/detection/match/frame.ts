import type { Row } from "../../event/event.ts";
import type { FieldRef } from "../../event/field.ts";
import { foldCase } from "../ir/case.ts";
import { members } from "./scalar.ts";

/** A field's values as texts; `folded` follows `texts` index by index once somebody asked for it. */
export interface Slot {
  epoch: number;
  foldedEpoch: number;
  texts: readonly string[];
  folded: readonly string[];
}

const NONE: readonly string[] = [];
const ANYWHERE = -1;

/** The row being matched, read at most once a field. `epoch` changes with every row: stamps equal to it are about this row. */
export class Frame {
  epoch = 0;
  private row: Row = { get: () => undefined, texts: () => NONE };
  private readonly slots: (Slot | undefined)[] = [];
  private readonly anywhere: Slot = { epoch: 0, foldedEpoch: 0, texts: NONE, folded: NONE };

  load(row: Row): void {
    this.row = row;
    this.epoch++;
  }

  /** Empty when the field is absent. */
  texts(field: FieldRef): readonly string[] {
    return this.slot(field).texts;
  }

  folded(field: FieldRef): readonly string[] {
    return foldedOf(this.slot(field), this.epoch);
  }

  allTexts(): readonly string[] {
    return this.everywhere().texts;
  }

  allFolded(): readonly string[] {
    return foldedOf(this.everywhere(), this.epoch);
  }

  private slot(field: FieldRef): Slot {
    let slot = this.slots[field.index];
    if (!slot) {
      slot = { epoch: ANYWHERE, foldedEpoch: ANYWHERE, texts: NONE, folded: NONE };
      this.slots[field.index] = slot;
    }
    if (slot.epoch !== this.epoch) {
      slot.epoch = this.epoch;
      const value = this.row.get(field);
      if (value === undefined || value === null) slot.texts = NONE;
      else slot.texts = typeof value === "string" ? [value] : members(value).map(String);
    }
    return slot;
  }

  private everywhere(): Slot {
    const slot = this.anywhere;
    if (slot.epoch !== this.epoch) {
      slot.epoch = this.epoch;
      slot.texts = [...this.row.texts()];
    }
    return slot;
  }
}

function foldedOf(slot: Slot, epoch: number): readonly string[] {
  if (slot.foldedEpoch !== epoch) {
    slot.foldedEpoch = epoch;
    slot.folded = slot.texts.length === 1 ? [foldCase(slot.texts[0] ?? "")] : slot.texts.map(foldCase);
  }
  return slot.folded;
}
