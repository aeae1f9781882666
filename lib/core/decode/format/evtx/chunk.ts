import type { DecodeFault, FaultCode } from "../../fault.ts";
import type { RawRecord } from "../../record.ts";
import type { DecodeLimits } from "../../source.ts";
import { ChunkContext } from "./binxml/chunk-context.ts";
import { Budget, chunkAllowance } from "./budget.ts";
import { CHUNK_HEADER_SIZE, CHUNK_SIZE, type ChunkHeader, readChunkHeader } from "./chunk-header.ts";
import { recordBody } from "./record-body.ts";
import { type Frame, frameRecords, frameUnannounced, RECORD_HEADER_SIZE } from "./record-frames.ts";

/** A chunk as read from a file; `bytes` is always of full size, but only `length` of them are this chunk's. */
export interface ChunkBlock {
  readonly bytes: Buffer;
  readonly length: number;
  /** Offset of the chunk in the file. */
  readonly offset: number;
  readonly file: string;
  readonly limits: DecodeLimits;
  /** From the file header: records may lie behind the announced end. */
  readonly isDirty: boolean;
  /** Id of the record before this chunk, 0 where there is none. */
  readonly lastId: number;
}

/** Decodes the records of one chunk, in order. Returns the id of the last one. */
export function* decodeChunk(block: ChunkBlock): Generator<RawRecord | DecodeFault, number> {
  if (block.length < CHUNK_HEADER_SIZE) return block.lastId;
  const header = readChunkHeader(block.bytes);
  const isCut = block.length < CHUNK_SIZE;
  yield* headerFaults(block, header, isCut);
  const context = new ChunkContext(block.bytes);
  const allowance = chunkAllowance(block.limits);
  let lastId = block.lastId;
  for (const frame of framesOf(block, header)) {
    const position = { file: block.file, record: frame.id ?? 0, offset: block.offset + frame.start };
    if (frame.kind === "damage") {
      // The record that the cut went through is what the file's `truncated` fault is about.
      if (isCut && frame.end === block.length) continue;
      yield { kind: "fault", code: "bad-record", position, detail: `no readable record in these ${frame.end - frame.start} bytes` };
      continue;
    }
    lastId = frame.id;
    const start = frame.start + RECORD_HEADER_SIZE;
    const outcome = recordBody(context, start, frame.end - 4, new Budget(block.limits, allowance));
    if (outcome.kind === "damaged") {
      yield { kind: "fault", code: outcome.code, position, detail: outcome.detail };
      continue;
    }
    const found = { ...position, record: outcome.recordId ?? frame.id };
    yield { position: found, shape: "windows-event", body: outcome.body };
    for (const detail of outcome.oddities) yield { kind: "fault", code: "bad-record", position: found, detail };
  }
  return lastId;
}

function* headerFaults(block: ChunkBlock, header: ChunkHeader, isCut: boolean): Generator<DecodeFault> {
  const fault = (code: FaultCode, detail: string): DecodeFault => ({
    kind: "fault",
    code,
    position: { file: block.file, record: header.hasMagic ? header.firstRecordId : 0, offset: block.offset },
    detail,
  });
  if (!header.hasMagic) {
    yield fault("bad-chunk", "a chunk should begin here and does not; records that could still be found in it are kept");
    return;
  }
  if (!header.isConsistent) yield fault("bad-chunk", "the chunk header contradicts itself; its records were found by their signature");
  else if (!header.checksumHolds && !isCut) yield fault("bad-checksum", "the chunk header is not as it was written (checksum)");
  if (header.isConsistent && !isCut && !header.dataChecksumHolds && !block.isDirty) {
    yield fault("bad-checksum", "the chunk's records are not as they were written (checksum); values may be altered");
  }
}

function framesOf({ bytes, length, isDirty, lastId }: ChunkBlock, header: ChunkHeader): readonly Frame[] {
  if (!header.hasMagic || !header.isConsistent) return frameRecords(bytes, length, "scan");
  const end = Math.min(header.freeSpaceOffset, length);
  const frames = frameRecords(bytes, end, "walk");
  if (!isDirty) return frames;
  const previous = frames.at(-1)?.id ?? (end === CHUNK_HEADER_SIZE && lastId > 0 ? lastId : null);
  return previous === null ? frames : [...frames, ...frameUnannounced(bytes, end, length, previous)];
}
