import type { Expr } from "../ir/expr.ts";
import { allClues, type Clue } from "./clue.ts";
import type { Frame } from "./frame.ts";
import type { Sink } from "./sink.ts";
import { ClueBook, WatchSet } from "./watch.ts";

/** How often clues were seen in rows that were looked at. */
export interface Profile {
  readonly rows: number;
  /** Of each clue's key, in how many rows; a clue nobody looked for is not in it. */
  readonly seen: ReadonlyMap<string, number>;
}

export const NO_PROFILE: Profile = { rows: 0, seen: new Map() };

/** Counts in sample rows how common every clue of some predicates is, chosen ones or not. Keeps numbers, never the rows. */
export class Observer implements Sink {
  private readonly clues: readonly Clue[];
  private readonly watch: WatchSet;
  private readonly counts: Uint32Array;
  private readonly stamps: Uint32Array;
  private rows = 0;

  constructor(predicates: readonly Expr[], frame: Frame) {
    const book = new ClueBook();
    for (const predicate of predicates) for (const clue of allClues(predicate)) book.enter(clue);
    this.clues = book.clues;
    this.watch = new WatchSet(this.clues, frame);
    this.counts = new Uint32Array(this.clues.length);
    this.stamps = new Uint32Array(this.clues.length);
  }

  /** Looks at the row in the frame. */
  observe(): void {
    this.rows++;
    this.watch.look(this);
  }

  see(id: number): void {
    if (this.stamps[id] === this.rows) return;
    this.stamps[id] = this.rows;
    this.counts[id] = (this.counts[id] ?? 0) + 1;
  }

  profile(): Profile {
    return { rows: this.rows, seen: new Map(this.clues.map((clue, id) => [clue.key, this.counts[id] ?? 0])) };
  }
}
