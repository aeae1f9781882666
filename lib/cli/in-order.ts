import { type FileTally, joinTallies, type Outlet } from "./scan-file.ts";
import type { CapturedHit } from "./watch.ts";

/** Characters a part may have found before its turn; then its thread waits. */
const MOST_HELD = 8 * 1024 * 1024;

interface Part {
  readonly file: string;
  readonly lines: string[];
  readonly hits: CapturedHit[];
  size: number;
  tally: FileTally | undefined;
  /** Lets the thread go on that waits for the part's turn. */
  wake: (() => void) | undefined;
}

/**
 * Passes on what parts of files give, in the order of the parts, whichever is scanned first: the part whose turn it is goes
 * straight through, what later ones give is held.
 */
export class InOrder {
  private readonly parts: Part[] = [];
  private turn = 0;
  private work: Promise<void> = Promise.resolve();
  private ofFile: FileTally[] = [];
  private readonly outlet: Outlet;
  private readonly done: (tally: FileTally) => void;

  constructor(outlet: Outlet, done: (tally: FileTally) => void) {
    this.outlet = outlet;
    this.done = done;
  }

  /** Announces the next part; gives its number. */
  open(file: string): number {
    return this.parts.push({ file, lines: [], hits: [], size: 0, tally: undefined, wake: undefined }) - 1;
  }

  /** Takes what a part found. Resolves when it may go on. */
  async take(
    number: number,
    { lines = [], hits = [] }: { readonly lines?: readonly string[]; readonly hits?: readonly CapturedHit[] },
  ): Promise<void> {
    const part = this.parts[number];
    if (!part) return;
    for (const line of lines) {
      part.lines.push(line);
      part.size += line.length;
    }
    part.hits.push(...hits);
    if (number === this.turn) return this.next();
    if (part.size > MOST_HELD) {
      await new Promise<void>((resolve) => {
        part.wake = resolve;
      });
    }
  }

  /** Nothing more comes from a part. */
  async close(number: number, tally: FileTally): Promise<void> {
    const part = this.parts[number];
    if (part) part.tally = tally;
    if (number === this.turn) await this.next();
  }

  /** After the last part: says what the last file gave. */
  async end(): Promise<void> {
    await this.work;
    this.closeFile();
  }

  /** One at a time: whoever comes meanwhile waits, and finds its things passed on. */
  private next(): Promise<void> {
    this.work = this.work.then(() => this.passOn());
    return this.work;
  }

  private async passOn(): Promise<void> {
    for (let part = this.parts[this.turn]; part; part = this.parts[this.turn]) {
      const lines = part.lines.splice(0);
      const hits = part.hits.splice(0);
      part.size = 0;
      if (lines.length > 0) await this.outlet.write(lines);
      if (hits.length > 0) await this.outlet.keep(hits);
      part.wake?.();
      part.wake = undefined;
      if (part.lines.length > 0 || part.hits.length > 0) continue;
      if (!part.tally) return;
      if (this.ofFile[0] && this.ofFile[0].file !== part.file) this.closeFile();
      this.ofFile.push(part.tally);
      this.turn++;
    }
  }

  private closeFile(): void {
    const tallies = this.ofFile;
    this.ofFile = [];
    const [only] = tallies;
    if (only) this.done(tallies.length === 1 ? only : joinTallies(tallies));
  }
}
