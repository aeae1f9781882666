import type { DecodeFault, FaultCode } from "../../fault.ts";
import type { RawRecord } from "../../record.ts";
import type { DecodeLimits } from "../../source.ts";
import { ByteReader } from "./byte-reader.ts";
import { decodeChunk } from "./chunk.ts";
import { CHUNK_SIZE } from "./chunk-header.ts";
import { ChunkWindow, startsChunk } from "./chunk-window.ts";
import { FILE_HEADER_SIZE, fileHeaderFaults, readFileHeader } from "./file-header.ts";

export interface EvtxOptions {
  /** Name for positions. */
  readonly file: string;
  readonly limits: DecodeLimits;
  readonly signal?: AbortSignal;
}

/**
 * Decodes a Windows XML Event Log (EVTX 3.1, 3.2) as a stream, one 64 KiB chunk in memory at a time.
 * Records come in file order, shape `windows-event`, their position the event's record id and its byte offset in the file.
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
    const block = Buffer.alloc(FILE_HEADER_SIZE);
    const length = await reader.fill(block, 0);
    const header = readFileHeader(block);
    for (const [code, detail] of fileHeaderFaults(header, length)) yield fault(code, length < FILE_HEADER_SIZE ? length : 0, detail);
    const isHeaderless = startsChunk(block, 0);
    if (length < FILE_HEADER_SIZE && !isHeaderless) return;

    const window = new ChunkWindow(reader, isHeaderless ? 0 : FILE_HEADER_SIZE, isHeaderless ? block.subarray(0, length) : Buffer.alloc(0));
    await window.load();
    if (!header.hasMagic && !window.startsChunk()) return;
    let lastId = 0;
    let seen = 0;
    for (; window.length > 0; seen++) {
      options.signal?.throwIfAborted();
      const stray = window.strayChunk();
      if (stray !== null)
        yield fault("bad-chunk", window.offset, `the next chunk begins ${stray} bytes on instead of ${CHUNK_SIZE}`, lastId);
      const size = stray ?? window.length;
      if (window.isUnused()) {
        const isMissing = header.checksumHolds && !header.isDirty && seen < header.chunkCount;
        if (isMissing) yield fault("bad-chunk", window.offset, "a chunk should begin here and there are only zeroes", lastId);
      } else {
        const { chunk, offset } = window;
        lastId = yield* decodeChunk({ bytes: chunk, length: size, offset, isDirty: header.isDirty, lastId, ...options });
        if (stray === null && size < CHUNK_SIZE) {
          yield fault("truncated", offset + size, `the file ends inside a chunk, ${CHUNK_SIZE - size} bytes before its end`, lastId);
          return;
        }
      }
      await window.advance(size);
    }
    if (header.hasMagic && seen < header.chunkCount) {
      yield fault("truncated", window.offset, `the file ends after ${seen} of ${header.chunkCount} chunks`, lastId);
    }
  } finally {
    await reader.close();
  }
}
