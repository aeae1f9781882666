import { crc32 } from "node:zlib";

export const FILE_HEADER_SIZE = 4096;
const MAGIC = Buffer.from("ElfFile\0", "latin1");
const DIRTY = 1;

/** What the first block of an EVTX file says about the rest. */
export interface FileHeader {
  readonly hasMagic: boolean;
  readonly checksumHolds: boolean;
  /** `3.1` (Vista to Windows 10) or `3.2` (later builds); anything else is unknown. */
  readonly version: string;
  /** Complete chunks the file should hold. Stale while the log is open. */
  readonly chunkCount: number;
  /** The file was copied from a running system, so its counts may lag behind its chunks. */
  readonly isDirty: boolean;
}

/** Layout from the libevtx documentation, "Windows XML Event Log (EVTX) format", section 3. Needs at least 128 bytes. */
export function readFileHeader(block: Buffer): FileHeader {
  return {
    hasMagic: block.subarray(0, MAGIC.length).equals(MAGIC),
    checksumHolds: crc32(block.subarray(0, 120)) === block.readUInt32LE(124),
    version: `${block.readUInt16LE(38)}.${block.readUInt16LE(36)}`,
    chunkCount: block.readUInt16LE(42),
    isDirty: (block.readUInt32LE(120) & DIRTY) !== 0,
  };
}
