import type { DecodeFault } from "./fault.ts";
import { createMeter } from "./framing/meter.ts";
import { sourceInput } from "./input.ts";
import { decodeLeaf } from "./leaf.ts";
import type { RawRecord } from "./record.ts";
import { type ByteSource, DECODE_LIMITS, type DecodeLimits } from "./source.ts";
import { unpack } from "./unpack.ts";

export { decodeNdjson } from "./decode-ndjson.ts";
export { gunzip } from "./framing/gzip.ts";

const BATCH_ITEMS = 1_000;
/** A batch also ends after this much of the file, so that a thousand records of the largest size are never held at once. */
const BATCH_LISTS = 16;

export interface DecodeOptions {
  /** Name for positions. */
  readonly file: string;
  readonly limits?: Partial<DecodeLimits>;
  readonly signal?: AbortSignal;
  /** Bytes of the source (compressed, if it is) read so far; never less than before, at most its size. */
  readonly onProgress?: (bytesRead: number) => void;
  /** Called before each file that is no archive: its name and its format, `unknown` and `empty` included. */
  readonly onMember?: (file: string, format: string) => void;
  /**
   * For readers that let go of nearly every record: one whose body is never asked for is not parsed (two thirds of what
   * decoding costs). Records then keep up to 256 KiB around them in memory.
   */
  readonly lazy?: boolean;
}

/**
 * Decodes a file of any supported format, judged by its bytes, through any composition of gzip, zip and tar. Records and
 * faults come in file order, in lists of 1 to 1,000. Bad bytes cost only themselves: every trouble is a fault, what
 * stands before it is kept, and what can be found behind it too. Memory is bounded by the limits.
 * Throws only the abort reason when `signal` aborts, and errors of the source itself.
 */
export async function* decodeBatches(source: ByteSource, options: DecodeOptions): AsyncGenerator<readonly (RawRecord | DecodeFault)[]> {
  let batch: (RawRecord | DecodeFault)[] = [];
  let lists = 0;
  for await (const items of decodeLists(source, options)) {
    options.signal?.throwIfAborted();
    for (const item of items) {
      batch.push(item);
      if (batch.length < BATCH_ITEMS) continue;
      yield batch;
      batch = [];
      lists = 0;
    }
    lists += 1;
    if (lists < BATCH_LISTS || batch.length === 0) continue;
    yield batch;
    batch = [];
    lists = 0;
  }
  if (batch.length > 0) yield batch;
}

/** `decodeBatches`, one item at a time. */
export async function* decode(source: ByteSource, options: DecodeOptions): AsyncGenerator<RawRecord | DecodeFault> {
  for await (const batch of decodeBatches(source, options)) yield* batch;
}

export function isFault(item: RawRecord | DecodeFault): item is DecodeFault {
  return "kind" in item && item.kind === "fault";
}

async function* decodeLists(source: ByteSource, options: DecodeOptions): AsyncGenerator<readonly (RawRecord | DecodeFault)[]> {
  const { file, signal } = options;
  signal?.throwIfAborted();
  const limits = { ...DECODE_LIMITS, ...options.limits };
  const meter = createMeter(limits, source.size);
  const input = await sourceInput(watch(source, options));
  for await (const found of unpack(input, file, 0, { limits, meter })) {
    signal?.throwIfAborted();
    if (found.kind === "fault") {
      yield [found];
      continue;
    }
    if (!found.isMetadata) options.onMember?.(found.file, found.sniffed.kind);
    yield* decodeLeaf(found, { limits, signal, lazy: options.lazy });
  }
}

/** The source, reporting progress and stopping at an abort. */
function watch(source: ByteSource, { onProgress, signal }: DecodeOptions): ByteSource {
  let done = 0;
  const advance = (bytes: number): void => {
    signal?.throwIfAborted();
    done = Math.min(source.size, done + bytes);
    onProgress?.(done);
  };
  return {
    size: source.size,
    async read(offset, length) {
      const bytes = await source.read(offset, length);
      advance(bytes.length);
      return bytes;
    },
    async *stream() {
      for await (const piece of source.stream()) {
        advance(piece.length);
        yield piece;
      }
    },
  };
}
