import { asBuffer, ByteWindow } from "../byte-window.ts";
import { excerpt } from "../excerpt.ts";
import { type FlatChunk, FlatRecord } from "../flat-record.ts";
import { FlatScan } from "../json/flat-scan.ts";
import { MEMBER_NAMES } from "../json/member-names.ts";
import type { Position } from "../record.ts";
import type { DecodeLimits } from "../source.ts";
import { appendJson, tooLarge } from "./json-item.ts";
import type { DecodedItem, Splitter } from "./splitter.ts";

const NEWLINE = 0x0a;
const EXCERPT_BYTES = 800;

export interface NdjsonOptions {
  readonly file: string;
  readonly limits: DecodeLimits;
  /** Whether byte offsets mean anything to the reader of the file: not where it was transcoded. */
  readonly offsets: boolean;
  /** Report invalid UTF-8 as a fault beside the record it was replaced in. */
  readonly flagUtf8: boolean;
  /** Leave flat records as the bytes they are until somebody asks for their body. They keep the bytes around them in memory. */
  readonly lazy?: boolean;
  /** Where in the file the bytes begin, when not at its start. */
  readonly start?: { readonly lines: number; readonly offset: number };
}

/** One JSON object a line (LF or CRLF); blank lines are skipped but counted. `position.record` is the 1-based line. */
export function ndjsonSplitter(options: NdjsonOptions): Splitter {
  const { file, limits, flagUtf8 } = options;
  const held = new ByteWindow();
  /** The line being skipped because it is too long: its first characters. */
  let skipped: string | undefined;
  let line = options.start?.lines ?? 0;
  let lineOffset = options.start?.offset ?? 0;
  const flat = options.lazy ? new FlatScan(MEMBER_NAMES) : undefined;
  /** The piece being taken apart: records will be read from it. */
  let chunk: FlatChunk | undefined;

  function takeFlat(bytes: Buffer, start: number, end: number, out: DecodedItem[]): boolean {
    if (!flat || !chunk || chunk.bytes !== bytes || limits.jsonDepth < 1) return false;
    const firstMember = flat.used;
    const memberCount = flat.scan(start, end);
    if (memberCount < 0 || memberCount > limits.fieldsPerRecord) return false;
    chunk.members = flat.members;
    const offset = options.offsets ? lineOffset : undefined;
    const { isPlain, isAscii } = flat;
    out.push(new FlatRecord(chunk, { line, offset, start, end, firstMember, memberCount, isPlain, isAscii }));
    return true;
  }

  function here(): Position {
    return options.offsets ? { file, record: line, offset: lineOffset } : { file, record: line };
  }

  function take(bytes: Buffer, from: number, to: number, out: DecodedItem[]): void {
    let start = from;
    let end = to;
    while (end > start && isBlank(bytes[end - 1])) end -= 1;
    while (start < end && isBlank(bytes[start])) start += 1;
    if (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) start += 3;
    if (start >= end) return;
    if (end - start > limits.recordBytes) out.push(tooLarge(here(), limits, excerpt(bytes.subarray(start, start + EXCERPT_BYTES))));
    else if (!takeFlat(bytes, start, end, out)) appendJson(out, bytes, { start, end }, { position: here(), limits, flagUtf8 });
  }

  function endLine(bytes: Buffer, from: number, to: number, out: DecodedItem[]): void {
    line += 1;
    const length = held.length + (to - from);
    if (skipped !== undefined) out.push(tooLarge(here(), limits, skipped));
    else if (held.length === 0) take(bytes, from, to, out);
    else {
      held.append(bytes.subarray(from, to));
      take(held.buffer, held.start, held.end, out);
    }
    lineOffset += length + 1;
    skipped = undefined;
    held.dropTo(held.end);
  }

  function hold(rest: Buffer): void {
    if (skipped === undefined) held.append(rest);
    else lineOffset += rest.length;
    // One more for the CR that does not count.
    if (held.length <= limits.recordBytes + 1) return;
    skipped = excerpt(held.buffer.subarray(held.start, held.start + EXCERPT_BYTES));
    lineOffset += held.length;
    held.dropTo(held.end);
  }

  return {
    push(piece, out) {
      const bytes = asBuffer(piece);
      if (flat) {
        flat.begin(bytes);
        chunk = { file, limits, bytes, view: flat.view, members: flat.members };
      }
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        endLine(bytes, start, end, out);
        start = end + 1;
      }
      if (start < bytes.length) hold(bytes.subarray(start));
    },
    end(out, damaged) {
      if (held.length === 0 && skipped === undefined) return;
      const last: DecodedItem[] = [];
      endLine(Buffer.alloc(0), 0, 0, last);
      out.push(...(damaged ? last.filter((item) => "body" in item) : last));
    },
  };
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}
