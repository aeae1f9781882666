import { asBuffer } from "./byte-window.ts";
import { Damage } from "./damage.ts";

/**
 * Reads a stream piecemeal: look ahead, take, skip, hand on a stretch of it.
 * Damage of the stream is kept instead of thrown by look-ahead, so that what came before it can still be used; it is
 * thrown once, by the stretch that ends in it.
 */
export class ByteReader {
  /** Bytes handed out so far. */
  position = 0;
  damage: Damage | undefined;
  /** Whether the damage has already been thrown to a consumer, who reports it. */
  reported = false;
  private readonly pieces: AsyncIterator<Uint8Array>;
  private held: Buffer = Buffer.alloc(0);
  private done = false;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.pieces = bytes[Symbol.asyncIterator]();
  }

  /** Up to `length` bytes without consuming them; fewer only at the end of the stream. */
  async peek(length: number): Promise<Buffer> {
    if (this.held.length < length && !this.done) {
      const parts = [this.held];
      let total = this.held.length;
      while (total < length) {
        const piece = await this.pull();
        if (!piece) break;
        parts.push(piece);
        total += piece.length;
      }
      this.held = Buffer.concat(parts, total);
    }
    return this.held.subarray(0, length);
  }

  async take(length: number): Promise<Buffer> {
    const bytes = await this.peek(length);
    this.consume(bytes.length);
    return bytes;
  }

  /** The next `length` bytes as a stream. Throws `Damage` where the underlying stream is damaged or ends too soon. */
  async *stretch(length = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
    let left = length;
    while (left > 0) {
      if (this.held.length === 0) {
        const piece = await this.pull();
        if (!piece) break;
        this.held = piece;
      }
      const part = this.held.subarray(0, Math.min(left, this.held.length));
      this.consume(part.length);
      left -= part.length;
      yield part;
    }
    if (this.damage && !this.reported && left > 0) this.fail(this.damage);
    if (left > 0 && Number.isFinite(left) && !this.reported) this.fail(new Damage("truncated", `the file ends ${left} bytes too soon`));
  }

  /** Moves on to `position`; false when the stream ends before it. */
  async skipTo(position: number): Promise<boolean> {
    while (this.position < position) {
      if (this.held.length === 0) {
        const piece = await this.pull();
        if (!piece) return false;
        this.held = piece;
      }
      this.consume(Math.min(this.held.length, position - this.position));
    }
    return true;
  }

  async close(): Promise<void> {
    this.done = true;
    await this.pieces.return?.();
  }

  private fail(damage: Damage): never {
    this.reported = true;
    throw damage;
  }

  private consume(length: number): void {
    this.position += length;
    this.held = this.held.subarray(length);
  }

  private async pull(): Promise<Buffer | undefined> {
    if (this.done) return undefined;
    try {
      const next = await this.pieces.next();
      if (!next.done) return asBuffer(next.value);
      this.done = true;
    } catch (error) {
      this.done = true;
      if (!(error instanceof Damage)) throw error;
      this.damage = error;
    }
    return undefined;
  }
}
