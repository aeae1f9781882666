import { open } from "node:fs/promises";
import type { ByteSource } from "#core/decode/source";

const PIECE = 1024 * 1024;

/**
 * A file on disk as a source of bytes. `close` it when done. Throws the system's error when the file cannot be opened
 * or read; its size is the one it had when opened.
 */
export async function openByteFile(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  const file = await open(path, "r");
  const { size } = await file.stat();

  async function read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, size - offset));
    const bytes = Buffer.allocUnsafe(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await file.read(bytes, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  return {
    size,
    read,
    async *stream() {
      for (let offset = 0; offset < size; ) {
        const piece = await read(offset, PIECE);
        if (piece.length === 0) return;
        offset += piece.length;
        yield piece;
      }
    },
    close: () => file.close(),
  };
}
