import type { ByteSource } from "../source.ts";

const PIECE = 256 * 1024;

/** The bytes of a source from `at`, `length` of them or up to its end. */
export async function* range(source: ByteSource, at: number, length = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  const end = Math.min(source.size, at + length);
  for (let position = at; position < end; ) {
    const piece = await source.read(position, Math.min(PIECE, end - position));
    if (piece.length === 0) return;
    position += piece.length;
    yield piece;
  }
}
