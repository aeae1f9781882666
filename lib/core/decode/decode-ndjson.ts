import { Damage } from "./damage.ts";
import type { DecodeFault } from "./fault.ts";
import { ndjsonSplitter } from "./format/ndjson.ts";
import type { DecodedItem } from "./format/splitter.ts";
import type { RawRecord } from "./record.ts";
import { DECODE_LIMITS, type DecodeLimits } from "./source.ts";

/** Pieces larger than this are cut, so that one piece never gives an unbounded list of records. */
const PIECE_BYTES = 256 * 1024;

/**
 * Decodes pushed NDJSON: exactly one item, record or fault, for every line that is not blank, in order;
 * `position.record` is the 1-based line. Invalid UTF-8 is replaced and the line is a record. When the bytes come from
 * `gunzip` and turn out damaged, one more fault ends the stream, its `position.record` 0.
 * Throws only the abort reason when `signal` aborts, and errors of the stream itself.
 */
export async function* decodeNdjson(
  bytes: AsyncIterable<Uint8Array>,
  options: { readonly file: string; readonly limits?: Partial<DecodeLimits>; readonly signal?: AbortSignal },
): AsyncGenerator<RawRecord | DecodeFault> {
  const { file, signal } = options;
  const splitter = ndjsonSplitter({ file, limits: { ...DECODE_LIMITS, ...options.limits }, offsets: true, flagUtf8: false });
  const last: DecodedItem[] = [];
  try {
    for await (const piece of bytes) {
      signal?.throwIfAborted();
      for (let start = 0; start < piece.length; start += PIECE_BYTES) {
        const items: DecodedItem[] = [];
        splitter.push(piece.subarray(start, start + PIECE_BYTES), items);
        yield* items;
      }
    }
    splitter.end(last, false);
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    splitter.end(last, true);
    last.push({ kind: "fault", code: error.code, position: { file, record: 0 }, detail: error.message });
  }
  yield* last;
}
