import { isAscii, isUtf8 } from "node:buffer";
import { excerpt } from "../excerpt.ts";
import type { DecodeFault } from "../fault.ts";
import { parseRecord } from "../json/parse-record.ts";
import type { Position } from "../record.ts";
import type { DecodeLimits } from "../source.ts";
import type { DecodedItem } from "./splitter.ts";

/**
 * Decodes the bytes of one JSON record and appends it. Invalid UTF-8 is replaced by U+FFFD and the record kept; with
 * `flagUtf8` a fault saying so comes before it.
 */
export function appendJson(
  out: DecodedItem[],
  bytes: Buffer,
  range: { readonly start: number; readonly end: number },
  context: { readonly position: Position; readonly limits: DecodeLimits; readonly flagUtf8: boolean },
): void {
  const { position, limits } = context;
  const piece = bytes.subarray(range.start, range.end);
  // Of ASCII both are the same, and the first costs half, the question included; three lines of four are ASCII.
  const isPlain = isAscii(piece);
  const text = isPlain ? piece.toString("latin1") : piece.toString("utf8");
  const parsed = parseRecord(text, limits);
  if (!parsed.ok) {
    const { code, detail } = parsed;
    out.push({ kind: "fault", code, position, detail, excerpt: excerpt(piece) });
    return;
  }
  if (context.flagUtf8 && !isPlain && text.includes("\ufffd") && !isUtf8(piece)) {
    out.push(invalidUtf8(position, piece));
  }
  out.push({ position, shape: "json", body: parsed.body });
}

export function invalidUtf8(position: Position, bytes: Uint8Array): DecodeFault {
  const detail = "bytes that are not UTF-8 were replaced by U+FFFD; the record is kept";
  return { kind: "fault", code: "invalid-utf8", position, detail, excerpt: excerpt(bytes) };
}

export function tooLarge(position: Position, limits: DecodeLimits, start: string): DecodeFault {
  const detail = `the record is larger than ${limits.recordBytes} bytes (limit recordBytes) and was skipped`;
  return { kind: "fault", code: "record-too-large", position, detail, excerpt: start };
}
