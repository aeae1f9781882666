const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A complete row: its fields as written, quotes undone. */
export interface CsvRow {
  readonly kind: "row";
  readonly fields: readonly string[];
  /** Index behind the row's line break, and how many line breaks it spans. */
  readonly next: number;
  readonly lines: number;
}

/** `open`: bytes ran out outside quotes, `open-quote`: inside. `bad-quote`: no strict reading exists (RFC 4180). */
export type CsvScan =
  | CsvRow
  | { readonly kind: "open" | "open-quote" }
  | { readonly kind: "bad-quote"; readonly field: number; readonly detail: string };

/** Field boundaries found so far in an unfinished row, so that a long quoted field is not scanned again per piece. */
export class RowScan {
  private readonly bounds: number[] = [];
  private state: "field" | "plain" | "quoted" | "closed" = "field";
  private fieldStart = 0;
  private i = 0;
  private lines = 0;
  private readonly separator: number;

  constructor(separator: number) {
    this.separator = separator;
  }

  /** Starts over at the beginning of a row. */
  reset(): void {
    this.bounds.length = 0;
    this.state = "field";
    this.fieldStart = 0;
    this.i = 0;
    this.lines = 0;
  }

  /** Scans the row that starts at `start` and has bytes up to `end`; `last`: no more will come. */
  scan(bytes: Buffer, start: number, end: number, last: boolean): CsvScan {
    let i = start + this.i;
    for (; i < end; i += 1) {
      if (this.state === "quoted") {
        const close = this.findClose(bytes, i, end);
        i = close;
        if (close >= end) break;
        this.state = "closed";
        continue;
      }
      const byte = bytes[i];
      if (this.state === "closed") {
        if (byte === QUOTE) this.state = "quoted";
        else if (byte === this.separator) this.endField(i - start, true);
        else if (byte === NEWLINE) return this.finish(bytes, start, i, i + 1);
        else if (byte !== RETURN || (i + 1 < end && bytes[i + 1] !== NEWLINE)) return this.bad("text behind a closing quote");
        continue;
      }
      if (byte === this.separator) this.endField(i - start, false);
      else if (byte === NEWLINE) return this.finish(bytes, start, i, i + 1);
      else if (byte === QUOTE) {
        if (this.state === "plain") return this.bad("a quote inside a field that does not start with one");
        this.state = "quoted";
      } else this.state = "plain";
    }
    this.i = i - start;
    if (this.state === "quoted") return { kind: "open-quote" };
    return last ? this.finish(bytes, start, end, end) : { kind: "open" };
  }

  private findClose(bytes: Buffer, from: number, end: number): number {
    for (let i = from; i < end; i += 1) {
      const byte = bytes[i];
      if (byte === QUOTE) return i;
      if (byte === NEWLINE) this.lines += 1;
    }
    return end;
  }

  /** Bounds are kept as start, end, quoted; relative to the row, whose bytes may move between pieces. */
  private endField(end: number, quoted: boolean): void {
    this.bounds.push(this.fieldStart, end, quoted ? 1 : 0);
    this.fieldStart = end + 1;
    this.state = "field";
  }

  private finish(bytes: Buffer, start: number, end: number, next: number): CsvRow {
    const fieldEnd = end > start + this.fieldStart && bytes[end - 1] === RETURN ? end - 1 : end;
    this.endField(fieldEnd - start, this.state === "closed");
    const fields: string[] = [];
    const { bounds } = this;
    for (let b = 0; b < bounds.length; b += 3) {
      const from = start + (bounds[b] ?? 0);
      const to = start + (bounds[b + 1] ?? 0);
      if (bounds[b + 2] === 0) fields.push(bytes.toString("utf8", from, to));
      else fields.push(bytes.toString("utf8", from + 1, to - 1).replaceAll('""', '"'));
    }
    return { kind: "row", fields, next, lines: this.lines + (next > end ? 1 : 0) };
  }

  private bad(detail: string): CsvScan {
    return { kind: "bad-quote", field: this.bounds.length / 3 + 1, detail };
  }
}
