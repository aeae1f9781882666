import { isUtf8 } from "node:buffer";
import type { JsonObject } from "../../event/value.ts";
import { ByteWindow } from "../byte-window.ts";
import { type CsvHeader, readHeader } from "../csv/header.ts";
import { type CsvRow, type CsvScan, RowScan } from "../csv/row-scan.ts";
import { excerpt } from "../excerpt.ts";
import type { DecodeFault, FaultCode } from "../fault.ts";
import { cleanText } from "../json/clean-text.ts";
import type { Position } from "../record.ts";
import type { DecodeLimits } from "../source.ts";
import { invalidUtf8, tooLarge } from "./json-item.ts";
import type { DecodedItem, Splitter } from "./splitter.ts";

const NEWLINE = 0x0a;
const EXCERPT_BYTES = 800;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export interface CsvOptions {
  readonly file: string;
  readonly limits: DecodeLimits;
  readonly offsets: boolean;
  /** The byte between fields. */
  readonly separator: number;
}

/**
 * Comma, semicolon or tab separated values with a header row, read strictly (RFC 4180: quotes doubled inside quotes,
 * line breaks allowed in them). `position.record` is the line a row starts on; all values are strings.
 * Own code instead of csv-parse: that cannot go back to the line behind a bad quote, so everything up to the next quote
 * would be lost, and it reads 24 MB/s.
 */
export class CsvSplitter implements Splitter {
  private readonly window = new ByteWindow();
  private readonly row: RowScan;
  private header: CsvHeader | undefined;
  private line = 1;
  /** Skipping to the next line break: the row's broken rest, or an oversized row. */
  private skipping = false;
  /** Behind a row that went wrong over several lines: its fault, held until a good row shows how far the damage goes. */
  private pending: { readonly fault: DecodeFault; lastLine: number } | undefined;
  private atStart = true;
  /** A bad quote found before enough of its line has arrived to show it. */
  private unshown: CsvScan | undefined;
  private dead = false;
  private readonly options: CsvOptions;

  constructor(options: CsvOptions) {
    this.options = options;
    this.row = new RowScan(options.separator);
  }

  push(bytes: Uint8Array, out: DecodedItem[]): void {
    if (this.dead) return;
    this.window.append(bytes);
    if (this.atStart && this.window.length < BYTE_ORDER_MARK.length) return;
    this.run(out, false);
  }

  end(out: DecodedItem[], damaged: boolean): void {
    // A row the container broke off may look complete; only a line break proves that it is.
    if (!this.dead && !damaged) this.run(out, true);
    this.flush(out);
  }

  private run(out: DecodedItem[], last: boolean): void {
    const { window } = this;
    if (this.atStart && window.buffer.subarray(window.start, window.start + BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
      window.dropTo(window.start + BYTE_ORDER_MARK.length);
    }
    this.atStart = false;
    while (!this.dead && window.length > 0) {
      if (this.skipping && !this.skipLine()) return;
      if (window.length === 0) return;
      const scanned = this.unshown ?? this.row.scan(window.buffer, window.start, window.end, last);
      switch (scanned.kind) {
        case "row":
          if (scanned.next - window.start > this.options.limits.recordBytes)
            this.refuse(out, tooLarge(this.position(), this.options.limits, this.excerpt()), scanned.lines > 1);
          else this.complete(scanned, out);
          break;
        case "bad-quote":
          this.unshown = last || this.canShow() ? undefined : scanned;
          if (this.unshown) return;
          this.refuse(out, this.fault("bad-csv", `field ${scanned.field}: ${scanned.detail}`), true);
          break;
        case "open-quote":
          if (last) this.refuse(out, this.fault("bad-csv", "a quote opens and never closes"), true);
          else if (window.length <= this.options.limits.recordBytes) return;
          else this.refuse(out, tooLarge(this.position(), this.options.limits, this.excerpt()), true);
          break;
        case "open":
          if (window.length <= this.options.limits.recordBytes) return;
          this.refuse(out, tooLarge(this.position(), this.options.limits, this.excerpt()), false);
      }
    }
  }

  private complete(row: CsvRow, out: DecodedItem[]): void {
    const { fields } = row;
    const blank = fields.length === 1 && (fields[0] ?? "").trim() === "";
    if (!blank && !this.header) this.start(fields, out);
    else if (!blank && this.header && fields.length !== this.header.columns.length) {
      const detail = `the row has ${fields.length} fields, the header has ${this.header.columns.length}`;
      this.refuse(out, this.fault("bad-csv", detail), row.lines > 1);
      return;
    } else if (!blank && this.header) {
      this.flush(out);
      this.emit(this.header, row, out);
    }
    this.advance(row.next, row.lines);
  }

  private start(fields: readonly string[], out: DecodedItem[]): void {
    const { fieldsPerRecord } = this.options.limits;
    if (fields.length > fieldsPerRecord) {
      out.push(
        this.fault("too-many-fields", `the header has ${fields.length} columns, more than ${fieldsPerRecord} (limit fieldsPerRecord)`),
      );
      this.dead = true;
      return;
    }
    this.header = readHeader(fields);
    const { doubled } = this.header;
    if (doubled.length === 0) return;
    out.push(this.fault("bad-csv", `column names occur more than once: ${doubled.join(", ")}; the later ones were numbered (_2, _3, …)`));
  }

  private emit(header: CsvHeader, row: CsvRow, out: DecodedItem[]): void {
    const body: Record<string, string> = {};
    const { columns } = header;
    let invalid = false;
    for (let i = 0; i < columns.length; i += 1) {
      const column = columns[i] ?? "";
      const field = row.fields[i] ?? "";
      const value = field.includes("\0") ? cleanText(field) : field;
      if (value.includes("\ufffd")) invalid = true;
      if (column === "__proto__") Object.defineProperty(body, column, { value, enumerable: true, writable: true, configurable: true });
      else body[column] = value;
    }
    const bytes = this.window.buffer.subarray(this.window.start, row.next);
    if (invalid && !isUtf8(bytes)) out.push(invalidUtf8(this.position(), bytes));
    const record: JsonObject = body;
    out.push({ position: this.position(), shape: "csv", body: record });
  }

  /**
   * Reports a row and goes on at the next line. `reread`: the scan may have run over lines that are rows of their own.
   * Reading them again stays linear: a row spans a line only if the line has an even number of quotes, and read from its
   * start such a line ends its own row.
   */
  private refuse(out: DecodedItem[], fault: DecodeFault, reread: boolean): void {
    if (this.pending) this.pending.lastLine = this.line;
    else if (reread) this.pending = { fault, lastLine: this.line };
    else out.push(fault);
    this.skipping = true;
  }

  private flush(out: DecodedItem[]): void {
    if (!this.pending) return;
    const { fault, lastLine } = this.pending;
    const first = fault.position.record;
    const detail = lastLine > first ? `${fault.detail}; lines ${first} to ${lastLine} were skipped` : fault.detail;
    out.push({ ...fault, detail });
    this.pending = undefined;
  }

  /** Drops the rest of the line; false when its end has not arrived yet. */
  private skipLine(): boolean {
    const { window } = this;
    const newline = window.buffer.subarray(window.start, window.end).indexOf(NEWLINE);
    if (newline < 0) {
      window.dropTo(window.end);
      return false;
    }
    this.skipping = false;
    this.advance(window.start + newline + 1, 1);
    return true;
  }

  private advance(next: number, lines: number): void {
    this.window.dropTo(next);
    this.line += lines;
    this.row.reset();
  }

  private fault(code: FaultCode, detail: string): DecodeFault {
    return { kind: "fault", code, position: this.position(), detail, excerpt: this.excerpt() };
  }

  private canShow(): boolean {
    const { buffer, start, end, length } = this.window;
    return length >= EXCERPT_BYTES || buffer.subarray(start, end).includes(NEWLINE);
  }

  private excerpt(): string {
    const { buffer, start, end } = this.window;
    const bytes = buffer.subarray(start, Math.min(end, start + EXCERPT_BYTES));
    const newline = bytes.indexOf(NEWLINE);
    return excerpt(newline > 0 ? bytes.subarray(0, newline) : bytes);
  }

  private position(): Position {
    const { file, offsets } = this.options;
    return offsets ? { file, record: this.line, offset: this.window.base + this.window.start } : { file, record: this.line };
  }
}
