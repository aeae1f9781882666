import type { DecodeFault, FaultCode } from "../../fault.ts";
import type { RawRecord } from "../../record.ts";
import type { DecodeLimits } from "../../source.ts";
import { ByteReader } from "./byte-reader.ts";
import { decodeChunk } from "./chunk.ts";
import { CHUNK_HEADER_SIZE, CHUNK_MAGIC, CHUNK_SIZE, RECORD_MAGIC } from "./chunk-header.ts";
import { FILE_HEADER_SIZE, type FileHeader, readFileHeader } from "./file-header.ts";

export interface EvtxOptions {
  /** Name for positions. */
  readonly file: string;
  readonly limits: DecodeLimits;
  readonly signal?: AbortSignal;
}

const KNOWN_VERSIONS: ReadonlySet<string> = new Set(["3.1", "3.2"]);
const ZEROES = Buffer.alloc(CHUNK_SIZE);

/**
 * Decodes a Windows XML Event Log (EVTX 3.1, 3.2) as a stream, one 64 KiB chunk in memory at a time.
 * Records come in file order, shape `windows-event`, their position the record id and the byte offset in the file.
 * Bad bytes become faults and cost only themselves: reading goes on at the next record or chunk. Throws only when `signal` aborts.
 * Source: the libevtx documentation, "Windows XML Event Log (EVTX) format", and [MS-EVEN6] 2.2.12 for BinXML.
 */
export async function* decodeEvtx(bytes: AsyncIterable<Uint8Array>, options: EvtxOptions): AsyncGenerator<RawRecord | DecodeFault> {
  const reader = new ByteReader(bytes);
  const fault = (code: FaultCode, offset: number, detail: string, record = 0): DecodeFault => {
    return { kind: "fault", code, position: { file: options.file, record, offset }, detail };
  };
  try {
    options.signal?.throwIfAborted();
    const chunk = Buffer.alloc(CHUNK_SIZE);
    const block = Buffer.alloc(FILE_HEADER_SIZE);
    let length = await reader.fill(block, 0);
    if (length === 0) {
      yield fault("empty-file", 0, "the file is empty");
      return;
    }
    const header = readFileHeader(block);
    for (const [code, detail] of headerFaults(header)) yield fault(code, 0, detail);
    const isHeaderless = startsChunk(block);
    if (length < FILE_HEADER_SIZE && !isHeaderless) {
      if (header.hasMagic) yield fault("truncated", length, "the file ends inside its header");
      return;
    }
    let offset = isHeaderless ? 0 : FILE_HEADER_SIZE;
    let kept = isHeaderless ? block.copy(chunk, 0, 0, length) : 0;
    let lastId = 0;
    for (let index = 0; ; index++) {
      options.signal?.throwIfAborted();
      length = await reader.fill(chunk, kept);
      kept = 0;
      if (length === 0) {
        if (index < header.chunkCount && header.hasMagic) {
          yield fault("truncated", offset, `the file ends after ${index} of ${header.chunkCount} chunks`, lastId);
        }
        return;
      }
      const isAnnounced = header.hasMagic && header.checksumHolds && !header.isDirty && index < header.chunkCount;
      if (chunk.equals(ZEROES)) {
        if (isAnnounced) yield fault("bad-chunk", offset, "a chunk should begin here and there are only zeroes");
        offset += length;
        continue;
      }
      if (!startsChunk(chunk)) {
        if (index === 0 && !header.hasMagic) return;
        const shift = chunkInside(chunk, length);
        if (shift > 0) {
          yield fault("bad-chunk", offset, `a chunk should begin here and begins ${shift} bytes later`);
          chunk.copyWithin(0, shift, length);
          kept = length - shift;
          offset += shift;
          continue;
        }
      }
      lastId = yield* decodeChunk({ bytes: chunk, length, offset, isDirty: header.isDirty, lastId, ...options });
      offset += length;
      if (length < CHUNK_SIZE) {
        yield fault("truncated", offset, `the file ends inside a chunk, ${CHUNK_SIZE - length} bytes before its end`, lastId);
        return;
      }
    }
  } finally {
    await reader.close();
  }
}

function* headerFaults(header: FileHeader): Generator<[FaultCode, string]> {
  if (!header.hasMagic) {
    yield ["bad-magic", "not an EVTX file header: it should begin with ElfFile"];
    return;
  }
  if (!header.checksumHolds) yield ["bad-checksum", "the file header is not as it was written (checksum)"];
  if (!KNOWN_VERSIONS.has(header.version)) yield ["unknown-format", `EVTX version ${header.version} is unknown and read as 3.2`];
}

function startsChunk(block: Buffer): boolean {
  return block.subarray(0, CHUNK_MAGIC.length).equals(CHUNK_MAGIC);
}

/** Where bytes were lost or added before it, a chunk begins inside the block; 0 where none does. */
function chunkInside(block: Buffer, length: number): number {
  const found = block.indexOf(CHUNK_MAGIC, 1);
  if (found === -1 || found >= length) return 0;
  const firstRecord = found + CHUNK_HEADER_SIZE;
  return firstRecord + 4 > length || block.readUInt32LE(firstRecord) === RECORD_MAGIC ? found : 0;
}
