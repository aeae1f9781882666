import type { ByteSource } from "../source.ts";

const LOCAL_HEADER = 30;
const SIGNATURE = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const WINDOW = 256 * 1024;
const UTF8_NAME = 0x800;
const SIZES_FOLLOW = 0x08;
const ENCRYPTED = 0x01;

/** A file as its own header inside the zip declares it; used only when the directory at the end cannot be read. */
export interface LocalFile {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  /** Offset of the compressed data. */
  readonly at: number;
  /** Absent when the sizes stand behind the data (APPNOTE.TXT 4.3.9). */
  readonly sizes: { readonly packed: number; readonly expanded: number; readonly crc: number } | undefined;
}

/** The next local file header at or behind `from` (APPNOTE.TXT 4.3.7), or undefined when there is none. */
export async function nextLocalFile(source: ByteSource, from: number): Promise<LocalFile | undefined> {
  for (let at = await findSignature(source, from); at !== undefined; at = await findSignature(source, at + 1)) {
    const header = Buffer.from(await source.read(at, LOCAL_HEADER));
    if (header.length < LOCAL_HEADER) return undefined;
    const version = header.readUInt16LE(4);
    // The signature may occur inside data; no zip needs a version above 6.3.
    if ((version & 0xff) > 63) continue;
    const flags = header.readUInt16LE(6);
    const nameLength = header.readUInt16LE(26);
    const extraLength = header.readUInt16LE(28);
    const nameBytes = Buffer.from(await source.read(at + LOCAL_HEADER, nameLength));
    const packed = header.readUInt32LE(18);
    const known = (flags & SIZES_FOLLOW) === 0 && packed !== 0xffffffff;
    return {
      name: nameBytes.toString(flags & UTF8_NAME ? "utf8" : "latin1"),
      method: header.readUInt16LE(8),
      encrypted: (flags & ENCRYPTED) !== 0,
      at: at + LOCAL_HEADER + nameLength + extraLength,
      sizes: known ? { packed, expanded: header.readUInt32LE(22), crc: header.readUInt32LE(14) } : undefined,
    };
  }
  return undefined;
}

async function findSignature(source: ByteSource, from: number): Promise<number | undefined> {
  for (let at = from; at < source.size; at += WINDOW) {
    const bytes = Buffer.from(await source.read(at, WINDOW + SIGNATURE.length - 1));
    const found = bytes.indexOf(SIGNATURE);
    if (found >= 0) return at + found;
  }
  return undefined;
}
