import { Damaged } from "../damaged.ts";

/** A place in a chunk that moves forward and never past `end`. Offsets are those of the chunk. */
export class Reader {
  readonly bytes: Buffer;
  readonly end: number;
  at: number;

  constructor(bytes: Buffer, at: number, end: number) {
    if (at < 0 || at > end || end > bytes.length) throw new Damaged(`offset ${at} to ${end} lies outside the chunk`);
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Moves on by `size` bytes and returns where they start. */
  take(size: number): number {
    const start = this.at;
    if (size > this.end - start) throw new Damaged(`${size} bytes expected at chunk offset ${start}, ${this.end - start} left`);
    this.at = start + size;
    return start;
  }

  u8(): number {
    return this.bytes[this.take(1)] ?? 0;
  }

  u16(): number {
    return this.bytes.readUInt16LE(this.take(2));
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.take(4));
  }
}
