import { ndjsonSplitter } from "./format/ndjson.ts";
import type { DecodedItem } from "./format/splitter.ts";
import { sniff } from "./sniff/sniff.ts";
import { DECODE_LIMITS } from "./source.ts";

/** Pieces larger than this are cut, so that one piece never gives an unbounded list of records. */
const PIECE_BYTES = 256 * 1024;

/** Whole lines of an NDJSON file: where they begin. */
export interface LinesStart {
  /** Lines before them. */
  readonly lines: number;
  readonly offset: number;
}

/** Whether a file that begins like this can be read in stretches of whole lines, each by itself; `isWhole`: it is all of the file. */
export function isDivisible(head: Buffer, isWhole: boolean): boolean {
  const sniffed = sniff(head, isWhole);
  return sniffed.kind === "ndjson" && sniffed.encoding === "utf-8";
}

/**
 * Decodes a stretch of lines as `decodeBatches` decodes them within their file: the same records and faults at the same places.
 * Records may be left as bytes (`lazy` there).
 */
export async function* decodeLines(
  bytes: AsyncIterable<Uint8Array>,
  options: { readonly file: string; readonly start: LinesStart },
): AsyncGenerator<readonly DecodedItem[]> {
  const { file, start } = options;
  const splitter = ndjsonSplitter({ file, limits: DECODE_LIMITS, offsets: true, flagUtf8: true, lazy: true, start });
  for await (const piece of bytes) {
    for (let from = 0; from < piece.length; from += PIECE_BYTES) {
      const items: DecodedItem[] = [];
      splitter.push(piece.subarray(from, from + PIECE_BYTES), items);
      if (items.length > 0) yield items;
    }
  }
  const last: DecodedItem[] = [];
  splitter.end(last, false);
  if (last.length > 0) yield last;
}
