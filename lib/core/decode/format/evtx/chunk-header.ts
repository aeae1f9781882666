import { crc32 } from "node:zlib";

export const CHUNK_SIZE = 65_536;
export const CHUNK_HEADER_SIZE = 512;
export const CHUNK_MAGIC = Buffer.from("ElfChnk\0", "latin1");
export const RECORD_MAGIC = 0x00002a2a;

/** What the first 512 bytes of a chunk say about its records. */
export interface ChunkHeader {
  readonly hasMagic: boolean;
  readonly firstRecordId: number;
  readonly lastRecordId: number;
  /** Where the records end: behind it lie zeros, or records of an earlier life of the chunk. */
  readonly freeSpaceOffset: number;
  readonly checksumHolds: boolean;
  /** Of the bytes between the header and the free space; meaningless unless `isConsistent`. */
  readonly dataChecksumHolds: boolean;
  /** The free space offset can be believed: its checksum holds, or the last record ends exactly there. */
  readonly isConsistent: boolean;
}

/** Record ids are 64-bit; above 2^53, which no log reaches, the number is only near. */
export function readRecordId(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 0x1_0000_0000;
}

/** Layout from the libevtx documentation, "Windows XML Event Log (EVTX) format", section 4. `chunk` is a whole, zero-padded one. */
export function readChunkHeader(chunk: Buffer): ChunkHeader {
  const freeSpaceOffset = chunk.readUInt32LE(48);
  const inRange = freeSpaceOffset >= CHUNK_HEADER_SIZE && freeSpaceOffset <= CHUNK_SIZE;
  const checksumHolds = crc32(chunk.subarray(128, CHUNK_HEADER_SIZE), crc32(chunk.subarray(0, 120))) === chunk.readUInt32LE(124);
  return {
    hasMagic: chunk.subarray(0, CHUNK_MAGIC.length).equals(CHUNK_MAGIC),
    firstRecordId: readRecordId(chunk, 24),
    lastRecordId: readRecordId(chunk, 32),
    freeSpaceOffset,
    checksumHolds,
    dataChecksumHolds: inRange && crc32(chunk.subarray(CHUNK_HEADER_SIZE, freeSpaceOffset)) === chunk.readUInt32LE(52),
    isConsistent: inRange && (checksumHolds || lastRecordEndsAt(chunk, freeSpaceOffset)),
  };
}

function lastRecordEndsAt(chunk: Buffer, freeSpaceOffset: number): boolean {
  const lastRecord = chunk.readUInt32LE(44);
  if (lastRecord < CHUNK_HEADER_SIZE || lastRecord > CHUNK_SIZE - 8) return false;
  return chunk.readUInt32LE(lastRecord) === RECORD_MAGIC && lastRecord + chunk.readUInt32LE(lastRecord + 4) === freeSpaceOffset;
}
