/** Bytes that can be read in order and, for archives, at any place. Files and buffers implement it outside the core. */
export interface ByteSource {
  /** Total size in bytes. */
  readonly size: number;
  /** `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** All bytes in order, in pieces of any size that nobody writes to again: records are read from them later. May be called more than once. */
  stream(): AsyncIterable<Uint8Array>;
}

/** Limits on hostile input. Every one that is hit is reported as a fault naming it. */
export interface DecodeLimits {
  /** One record, in bytes. */
  readonly recordBytes: number;
  readonly jsonDepth: number;
  readonly fieldsPerRecord: number;
  /** All bytes after decompression, over every member of an archive. */
  readonly expandedBytes: number;
  /** Expanded bytes over compressed bytes, judged once 10 MiB have been expanded. */
  readonly ratio: number;
  /** Archives inside archives. */
  readonly nesting: number;
  /** Members of one archive. */
  readonly entries: number;
}

export const DECODE_LIMITS: DecodeLimits = {
  recordBytes: 2 * 1024 * 1024,
  jsonDepth: 32,
  fieldsPerRecord: 4_000,
  expandedBytes: 64 * 1024 ** 3,
  ratio: 1_000,
  nesting: 2,
  entries: 10_000,
};

/** Size of the pieces a source in memory is handed out in. */
const PIECE = 256 * 1024;

/** Bytes already in memory as a source: tests, small uploads, archives found inside archives. */
export function bufferSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    async *stream() {
      for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
    },
  };
}
