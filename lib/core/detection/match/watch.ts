import { type Clue, clueKey, type Place } from "./clue.ts";
import { type End, EndSet } from "./ends.ts";
import type { Frame, Slot } from "./frame.ts";
import { NeedleSet } from "./needles.ts";
import { numberOf } from "./scalar.ts";
import type { Needle, Sink } from "./sink.ts";

/** All clues of one place, ready to be seen. */
class Watch {
  private readonly slot: Slot;
  private readonly present: readonly number[];
  private readonly numbers: ReadonlyMap<number, number>;
  private readonly whole: EndSet | undefined;
  private readonly prefix: EndSet | undefined;
  private readonly suffix: EndSet | undefined;
  private readonly needles: NeedleSet | undefined;

  constructor(slot: Slot, clues: readonly (readonly [id: number, clue: Clue])[]) {
    this.slot = slot;
    this.present = clues.flatMap(([id, clue]) => (clue.kind === "present" ? [id] : []));
    this.numbers = new Map(clues.flatMap(([id, clue]) => (clue.kind === "number" ? [[clue.value, id]] : [])));
    const texts = (kind: Clue["kind"]): readonly Needle[] =>
      clues.flatMap(([id, clue]) => (clue.kind === kind && "text" in clue ? [{ id, text: clue.text }] : []));
    const ends = (end: End) => (texts(end).length > 0 ? new EndSet(end, texts(end)) : undefined);
    this.whole = ends("whole");
    this.prefix = ends("prefix");
    this.suffix = ends("suffix");
    this.needles = texts("needle").length > 0 ? new NeedleSet(texts("needle")) : undefined;
  }

  look(sink: Sink): void {
    const { slot } = this;
    const count = slot.count();
    if (count === 0) return;
    for (let i = 0; i < this.present.length; i++) sink.see(this.present[i] ?? -1);
    for (let i = 0; i < count; i++) {
      const text = slot.text(i);
      this.whole?.scan(text, sink);
      this.suffix?.scan(text, sink);
      this.prefix?.scan(text, sink);
      this.needles?.scan(text, sink);
      if (this.numbers.size > 0) this.lookUp(text, sink);
    }
  }

  private lookUp(text: string, sink: Sink): void {
    const first = text.charCodeAt(0);
    // Digits, signs and spaces, some of which are far outside ASCII.
    if (first > 0x39 && first < 0x80) return;
    const id = this.numbers.get(numberOf(text));
    if (id !== undefined) sink.see(id);
  }
}

/** Tells of every row which of many clues it shows. Clues are known by their position. */
export class WatchSet {
  private readonly watches: readonly Watch[];

  constructor(clues: readonly Clue[], frame: Frame) {
    const places = new Map<Place, (readonly [number, Clue])[]>();
    for (const [id, clue] of clues.entries()) {
      const list = places.get(clue.place);
      if (list) list.push([id, clue]);
      else places.set(clue.place, [[id, clue]]);
    }
    this.watches = Array.from(places, ([place, list]) => new Watch(slotOf(place, frame), list));
  }

  /** Looks at the row in the frame. */
  look(sink: Sink): void {
    for (let i = 0; i < this.watches.length; i++) this.watches[i]?.look(sink);
  }
}

export function slotOf(place: Place, frame: Frame): Slot {
  return place === "anywhere" ? frame.anywhere : frame.slot(place);
}

/** Each clue once; gives the number under which each is known. */
export class ClueBook {
  readonly clues: Clue[] = [];
  private readonly numbers = new Map<string, number>();

  enter(clue: Clue): number {
    const key = clueKey(clue);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.clues.length;
    this.numbers.set(key, number);
    this.clues.push(clue);
    return number;
  }
}
