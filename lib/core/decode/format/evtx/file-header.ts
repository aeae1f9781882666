import { crc32 } from "node:zlib";
import type { FaultCode } from "../../fault.ts";

export const FILE_HEADER_SIZE = 4096;
const MAGIC = Buffer.from("ElfFile\0", "latin1");
const DIRTY = 1;
const KNOWN_VERSIONS: ReadonlySet<string> = new Set(["3.1", "3.2"]);

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

/** What is wrong with the header, of which `length` bytes were in the file. None of it keeps chunks from being read. */
export function fileHeaderFaults(header: FileHeader, length: number): readonly (readonly [FaultCode, string])[] {
  if (length === 0) return [["empty-file", "the file is empty"]];
  if (!header.hasMagic) return [["bad-magic", "not an EVTX file header: it should begin with ElfFile"]];
  if (length < FILE_HEADER_SIZE) return [["truncated", "the file ends inside its header"]];
  const faults: [FaultCode, string][] = [];
  if (!header.checksumHolds) faults.push(["bad-checksum", "the file header is not as it was written (checksum)"]);
  if (!KNOWN_VERSIONS.has(header.version)) faults.push(["unknown-format", `EVTX version ${header.version} is unknown and read as 3.2`]);
  return faults;
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
