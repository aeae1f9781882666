/** A view of the same memory with Node's searching and slicing. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const FIRST_CAPACITY = 64 * 1024;

/**
 * The bytes of a stream a splitter still needs: appended at the end, dropped at the front.
 * Appending is amortised constant time however small the pieces, so one-byte pieces cannot make it quadratic.
 */
export class ByteWindow {
  buffer = Buffer.allocUnsafe(FIRST_CAPACITY);
  start = 0;
  end = 0;
  /** Offset in the stream of `buffer[0]`. */
  base = 0;

  get length(): number {
    return this.end - this.start;
  }

  append(piece: Uint8Array): void {
    if (this.end + piece.length > this.buffer.length) this.makeRoom(piece.length);
    this.buffer.set(piece, this.end);
    this.end += piece.length;
  }

  /** Forgets everything before `index` (an index into `buffer`). */
  dropTo(index: number): void {
    this.start = index;
    if (this.start !== this.end) return;
    this.base += this.end;
    this.start = 0;
    this.end = 0;
  }

  private makeRoom(more: number): void {
    const need = this.length + more;
    const roomy = need * 2 <= this.buffer.length;
    const target = roomy ? this.buffer : Buffer.allocUnsafe(Math.max(need * 2, FIRST_CAPACITY));
    this.buffer.copy(target, 0, this.start, this.end);
    this.base += this.start;
    this.end -= this.start;
    this.start = 0;
    this.buffer = target;
  }
}
