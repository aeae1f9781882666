import { isUtf8 } from "node:buffer";
import { asBuffer, ByteWindow } from "../byte-window.ts";
import { excerpt } from "../excerpt.ts";
import { cleanText } from "../json/clean-text.ts";
import { w3cReader, zeekReader } from "../lines/columns.ts";
import type { LineLayout } from "../lines/layout.ts";
import { LINE_READERS, type LineReader } from "../lines/read-line.ts";
import type { Position } from "../record.ts";
import type { DecodeLimits } from "../source.ts";
import { invalidUtf8, tooLarge } from "./json-item.ts";
import type { DecodedItem, Splitter } from "./splitter.ts";

const NEWLINE = 0x0a;
const EXCERPT_BYTES = 800;

export interface LinesOptions {
  readonly file: string;
  readonly limits: DecodeLimits;
  readonly offsets: boolean;
  readonly layout: LineLayout;
}

function readerOf(layout: LineLayout): LineReader {
  if (layout === "zeek") return zeekReader();
  return layout === "w3c" ? w3cReader() : LINE_READERS[layout];
}

/** A log of lines, one record a line; blank lines are counted and skipped. `position.record` is the 1-based line. */
export class LinesSplitter implements Splitter {
  private readonly window = new ByteWindow();
  private readonly options: LinesOptions;
  private readonly read: LineReader;
  private line = 0;
  private skipped: string | undefined;

  constructor(options: LinesOptions) {
    this.options = options;
    this.read = readerOf(options.layout);
  }

  push(bytes: Uint8Array, out: DecodedItem[]): void {
    this.window.append(bytes);
    const { window } = this;
    const filled = window.buffer.subarray(0, window.end);
    let start = window.start;
    // What came before was searched when it came: pieces of one byte must not make a long line quadratic.
    let end = filled.indexOf(NEWLINE, window.end - bytes.length);
    for (; end >= 0; end = filled.indexOf(NEWLINE, start)) {
      this.take(start, end, out);
      start = end + 1;
    }
    window.dropTo(start);
    // What does not end is not kept: its first characters are enough to say which line it was.
    if (window.length <= this.options.limits.recordBytes + 1) return;
    this.skipped ??= excerpt(window.buffer.subarray(window.start, window.start + EXCERPT_BYTES));
    window.dropTo(window.end);
  }

  end(out: DecodedItem[], damaged: boolean): void {
    const { window } = this;
    if (!damaged && (window.length > 0 || this.skipped !== undefined)) this.take(window.start, window.end, out);
    window.dropTo(window.end);
  }

  private take(start: number, end: number, out: DecodedItem[]): void {
    this.line += 1;
    const { file, limits, offsets } = this.options;
    const offset = this.window.base + start;
    const position: Position = offsets ? { file, record: this.line, offset } : { file, record: this.line };
    const bytes = asBuffer(this.window.buffer.subarray(start, end));
    const { skipped } = this;
    this.skipped = undefined;
    if (skipped !== undefined || bytes.length > limits.recordBytes) {
      out.push(tooLarge(position, limits, skipped ?? excerpt(bytes.subarray(0, EXCERPT_BYTES))));
      return;
    }
    const text = bytes
      .toString("utf8")
      .replace(/^\ufeff/, "")
      .trimEnd();
    if (text === "") return;
    if (text.includes("\ufffd") && !isUtf8(bytes)) out.push(invalidUtf8(position, bytes));
    const body = this.read(text.includes("\0") ? cleanText(text) : text);
    if (!body) return;
    const members = Object.keys(body).length;
    if (members <= limits.fieldsPerRecord) out.push({ position, shape: "json", body });
    else {
      const detail = `the line has ${members} columns, more than ${limits.fieldsPerRecord} (limit fieldsPerRecord)`;
      out.push({ kind: "fault", code: "too-many-fields", position, detail, excerpt: excerpt(bytes.subarray(0, EXCERPT_BYTES)) });
    }
  }
}
