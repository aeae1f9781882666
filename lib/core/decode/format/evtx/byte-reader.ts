/** Reads a stream of pieces of any size into blocks of a known size, holding one piece at a time. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);
  #used = 0;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#pieces = bytes[Symbol.asyncIterator]();
  }

  /** Fills `block` from `from` to its end and zeroes what the stream could not fill; returns how much of `block` holds data. */
  async fill(block: Buffer, from: number): Promise<number> {
    let filled = from;
    while (filled < block.length) {
      if (this.#used === this.#piece.length) {
        const next = await this.#pieces.next();
        if (next.done) break;
        this.#piece = next.value;
        this.#used = 0;
        continue;
      }
      const length = Math.min(block.length - filled, this.#piece.length - this.#used);
      block.set(this.#piece.subarray(this.#used, this.#used + length), filled);
      this.#used += length;
      filled += length;
    }
    block.fill(0, filled);
    return filled;
  }

  /** Tells the source that no more will be read, so that it can close its file. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
