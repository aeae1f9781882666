import { open } from "node:fs/promises";
import type { ByteSource } from "#core/decode/source";

/** A file on disk as bytes to decode; `close` when done. Rejects as `fs.open` does. */
export interface FileSource extends ByteSource {
  /** The bytes from one offset to another, in order. */
  stretch(from: number, to: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const PIECE = 256 * 1024;

export async function openFile(file: string): Promise<FileSource> {
  const handle = await open(file, "r");
  const { size } = await handle.stat();
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const wanted = Math.max(0, Math.min(length, size - offset));
    const bytes = Buffer.allocUnsafe(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await handle.read(bytes, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  };
  async function* stretch(from: number, to: number): AsyncGenerator<Uint8Array> {
    for (let offset = from; offset < to; offset += PIECE) yield await read(offset, Math.min(PIECE, to - offset));
  }
  return {
    size,
    read,
    stretch,
    stream: () => stretch(0, size),
    close: () => handle.close(),
  };
}
