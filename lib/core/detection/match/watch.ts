import type { Clue, Place } from "./clue.ts";
import { type End, EndSet } from "./ends.ts";
import type { Frame, Slot } from "./frame.ts";
import type { KnownValue } from "./known-values.ts";
import { NeedleSet } from "./needles.ts";
import { numberOf } from "./scalar.ts";
import type { Needle, Sink } from "./sink.ts";
import { SparseNeedles } from "./sparse-needles.ts";

const NOTHING: readonly number[] = [];

class SeenList implements Sink {
  readonly seen = new Set<number>();

  see(id: number): void {
    this.seen.add(id);
  }
}

/** Looks through clues to the scans behind them, value by value. */
export interface Narrower {
  /** The scans behind a clue that the value the slot has now does not rule out. */
  left(clue: number, slot: Slot): readonly number[];
  /** Told of every scan that is left; may be told twice. */
  take(scan: number): void;
}

/** All clues of one place, ready to be seen. */
class Watch {
  private readonly slot: Slot;
  private readonly frame: Frame;
  private readonly present: readonly number[];
  private readonly always: readonly number[];
  private readonly numbers: ReadonlyMap<number, number>;
  private readonly whole: EndSet | undefined;
  private readonly prefix: EndSet | undefined;
  private readonly suffix: EndSet | undefined;
  private readonly needles: NeedleSet | undefined;

  /** Whether it is not enough that the place holds anything. */
  private readonly asksTexts: boolean;
  private readonly narrower: Narrower | undefined;
  /** Known values that were looked at, by their places, and what was seen: clues, or the scans that are left. */
  private readonly values: (KnownValue | undefined)[] = [];
  private readonly seenOf: (readonly number[])[] = [];

  constructor(slot: Slot, frame: Frame, clues: readonly (readonly [id: number, clue: Clue])[], narrower: Narrower | undefined) {
    this.slot = slot;
    this.frame = frame;
    this.narrower = narrower;
    this.asksTexts = clues.some(([, { kind }]) => kind !== "present" && kind !== "always");
    const ofKind = (kind: Clue["kind"]) => clues.flatMap(([id, clue]) => (clue.kind === kind ? [id] : []));
    this.present = ofKind("present");
    this.always = ofKind("always");
    this.numbers = new Map(clues.flatMap(([id, clue]) => (clue.kind === "number" ? [[clue.value, id]] : [])));
    const texts: { readonly [K in Clue["kind"]]?: Needle[] } = { whole: [], prefix: [], suffix: [], needle: [] };
    for (const [id, clue] of clues) if ("text" in clue) texts[clue.kind]?.push({ id, text: clue.text });
    const ends = (end: End) => (texts[end]?.length ? new EndSet(end, texts[end]) : undefined);
    this.whole = ends("whole");
    this.prefix = ends("prefix");
    this.suffix = ends("suffix");
    this.needles = texts.needle?.length ? new NeedleSet(texts.needle) : undefined;
  }

  look(sink: Sink): void {
    if (this.slot.isAbsent()) {
      seeAll(this.always, sink);
      return;
    }
    const { narrower } = this;
    const known = this.asksTexts || narrower ? this.slot.known() : undefined;
    if (!known) {
      this.search(sink);
      return;
    }
    const seen = this.values[known.at] === known ? this.seenOf[known.at] : this.learn(known);
    if (!seen) return;
    if (narrower) for (let i = 0; i < seen.length; i++) narrower.take(seen[i] ?? -1);
    else seeAll(seen, sink);
  }

  /** What is seen of a known value is the same every time. */
  private learn(known: KnownValue): readonly number[] {
    const list = new SeenList();
    this.search(list);
    const { narrower, slot } = this;
    const seen = narrower ? new Set([...list.seen].flatMap((clue) => narrower.left(clue, slot))) : list.seen;
    const ids = seen.size === 0 ? NOTHING : [...seen];
    this.values[known.at] = known;
    this.seenOf[known.at] = ids;
    return ids;
  }

  private search(sink: Sink): void {
    const { slot } = this;
    seeAll(this.always, sink);
    const count = slot.count();
    if (count === 0) return;
    seeAll(this.present, sink);
    if (!this.asksTexts) return;
    for (let i = 0; i < count; i++) {
      slot.place(i);
      const { start, end } = slot;
      const { bytes } = this.frame;
      this.whole?.scan(bytes, start, end, sink);
      this.suffix?.scan(bytes, start, end, sink);
      this.prefix?.scan(bytes, start, end, sink);
      this.needles?.scan(this.frame, start, end, sink);
      if (slot.hasForeign && this.needles?.asksForeign) this.needles.scanForeign(slot.folded(i), sink);
      if (this.numbers.size > 0) this.lookUp(bytes[start] ?? 0, i, sink);
    }
  }

  private lookUp(first: number, at: number, sink: Sink): void {
    // Digits, signs and spaces, some of which are far outside ASCII.
    if (first > 0x39 && first < 0x80) return;
    const id = this.numbers.get(numberOf(this.slot.text(at)));
    if (id !== undefined) sink.see(id);
  }
}

function seeAll(ids: readonly number[], sink: Sink): void {
  for (let i = 0; i < ids.length; i++) sink.see(ids[i] ?? -1);
}

/**
 * Long needles that may stand anywhere in the record, watched for in the bytes of its values where it has them: no text is made, and
 * most of the bytes are stepped over.
 */
class AnywhereWatch {
  private readonly frame: Frame;
  private readonly inTexts: SparseNeedles;
  private readonly inBytes: SparseNeedles;

  private constructor(frame: Frame, inTexts: SparseNeedles, inBytes: SparseNeedles) {
    this.frame = frame;
    this.inTexts = inTexts;
    this.inBytes = inBytes;
  }

  /** Undefined when other clues are among them, or needles that need every position looked at. */
  static of(frame: Frame, clues: readonly (readonly [id: number, clue: Clue])[]): AnywhereWatch | undefined {
    const needles = clues.flatMap(([id, clue]) => (clue.kind === "needle" ? [{ id, text: clue.text }] : []));
    if (needles.length < clues.length) return undefined;
    const inTexts = SparseNeedles.of(needles);
    const inBytes = SparseNeedles.of(needles.map(({ id, text }) => ({ id, text: JSON.stringify(text).slice(1, -1) })));
    return inTexts && inBytes && new AnywhereWatch(frame, inTexts, inBytes);
  }

  look(sink: Sink): void {
    const { row, places } = this.frame;
    if (row.rawValues?.(places)) {
      this.inBytes.scanValues(places, sink);
      return;
    }
    const slot = this.frame.anywhere;
    const count = slot.count();
    for (let i = 0; i < count; i++) this.inTexts.scanText(slot.text(i), sink);
  }
}

/** Tells of every row which of many clues it shows. Clues are known by their position. */
export class WatchSet {
  private readonly watches: readonly Watch[];
  private readonly anywhere: AnywhereWatch | undefined;

  /** `narrower` is told of scans instead of clues wherever a value is known. */
  constructor(clues: readonly Clue[], frame: Frame, narrower?: Narrower) {
    const places = new Map<Place, (readonly [number, Clue])[]>();
    for (const [id, clue] of clues.entries()) {
      const list = places.get(clue.place);
      if (list) list.push([id, clue]);
      else places.set(clue.place, [[id, clue]]);
    }
    const anywhere = places.get("anywhere");
    this.anywhere = anywhere && AnywhereWatch.of(frame, anywhere);
    if (this.anywhere) places.delete("anywhere");
    this.watches = Array.from(places, ([place, list]) => new Watch(slotOf(place, frame), frame, list, narrower));
  }

  /** Looks at the row in the frame. */
  look(sink: Sink): void {
    for (let i = 0; i < this.watches.length; i++) this.watches[i]?.look(sink);
    this.anywhere?.look(sink);
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
    const known = this.numbers.get(clue.key);
    if (known !== undefined) return known;
    const number = this.clues.length;
    this.numbers.set(clue.key, number);
    this.clues.push(clue);
    return number;
  }
}
