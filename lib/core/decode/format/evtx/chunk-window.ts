import type { ByteReader } from "./byte-reader.ts";
import { CHUNK_HEADER_SIZE, CHUNK_MAGIC, CHUNK_SIZE, readChunkHeader } from "./chunk-header.ts";

const ZEROES = Buffer.alloc(CHUNK_SIZE);

/** The stretch of the file being looked at: one chunk, and after it the header of the next, which tells whether all is in step. */
export class ChunkWindow {
  readonly #reader: ByteReader;
  readonly #window = Buffer.alloc(CHUNK_SIZE + CHUNK_HEADER_SIZE);
  #held: number;
  /** Offset of the window in the file. */
  offset: number;
  /** The chunk's bytes; what the file did not have is zero. Overwritten by `advance`. */
  readonly chunk: Buffer = this.#window.subarray(0, CHUNK_SIZE);

  /** `held`: bytes that were already read off the file, from `offset` on. */
  constructor(reader: ByteReader, offset: number, held: Buffer) {
    this.#reader = reader;
    this.offset = offset;
    this.#held = held.copy(this.#window);
  }

  /** Bytes of the chunk that are in the file. */
  get length(): number {
    return Math.min(this.#held, CHUNK_SIZE);
  }

  async load(): Promise<void> {
    this.#held = await this.#reader.fill(this.#window, this.#held);
  }

  async advance(step: number): Promise<void> {
    this.#window.copyWithin(0, step, this.#held);
    this.#held -= step;
    this.offset += step;
    await this.load();
  }

  /** Nothing was ever written here: logs are allocated ahead. */
  isUnused(): boolean {
    return this.chunk.equals(ZEROES);
  }

  startsChunk(): boolean {
    return startsChunk(this.#window, 0);
  }

  /**
   * Where in the window the next chunk begins though it should not, because bytes were lost or added; `null` where all is in
   * step. Only a header whose checksum holds counts: the eight letters alone may be anyone's data.
   */
  strayChunk(): number | null {
    if (this.#held > CHUNK_SIZE && startsChunk(this.#window, CHUNK_SIZE)) return null;
    for (let at = this.#window.indexOf(CHUNK_MAGIC, 1); at !== -1 && at + CHUNK_HEADER_SIZE <= this.#held; ) {
      if (readChunkHeader(this.#window.subarray(at)).checksumHolds) return at;
      at = this.#window.indexOf(CHUNK_MAGIC, at + 1);
    }
    return null;
  }
}

export function startsChunk(bytes: Buffer, at: number): boolean {
  return bytes.subarray(at, at + CHUNK_MAGIC.length).equals(CHUNK_MAGIC);
}
