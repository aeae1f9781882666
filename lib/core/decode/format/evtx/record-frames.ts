import { CHUNK_HEADER_SIZE, RECORD_MAGIC, readRecordId } from "./chunk-header.ts";

/** A record of a chunk, or a stretch that should have been one. Offsets count from the chunk's start. */
export type Frame =
  | { readonly kind: "record"; readonly id: number; readonly start: number; readonly end: number }
  | { readonly kind: "damage"; readonly id: number | null; readonly start: number; readonly end: number };

/** Magic, size, id and time before the event; the size again behind it. */
export const RECORD_HEADER_SIZE = 24;
const SMALLEST = RECORD_HEADER_SIZE + 4;
const MAGIC = Buffer.from([0x2a, 0x2a, 0, 0]);

/**
 * Cuts the bytes up to `end` into records. `scan`: the chunk header is not to be believed, so anything between records is
 * skipped in silence; otherwise the records lie side by side and a gap is damage.
 * Goes forward at least four bytes a step, so hostile sizes cost linear time at most.
 */
export function frameRecords(chunk: Buffer, end: number, mode: "walk" | "scan"): readonly Frame[] {
  const frames: Frame[] = [];
  let at = CHUNK_HEADER_SIZE;
  while (at < end) {
    const length = lengthAt(chunk, at, end);
    if (length !== null) {
      frames.push({ kind: "record", id: readRecordId(chunk, at + 8), start: at, end: at + length });
      at += length;
      continue;
    }
    const isMarked = at + 4 <= end && chunk.readUInt32LE(at) === RECORD_MAGIC;
    const next = nextMagic(chunk, at + (isMarked ? 4 : 1), end);
    if (mode === "walk" || isMarked) {
      const id = isMarked && at + 16 <= end ? readRecordId(chunk, at + 8) : null;
      frames.push({ kind: "damage", id, start: at, end: next });
    }
    at = next;
  }
  return frames;
}

/**
 * Records behind the believed end that still continue the log: in a file copied from a running system the chunk header is
 * written after the records. An older life of the chunk cannot have the next id, so the first other id ends it.
 */
export function frameUnannounced(chunk: Buffer, from: number, end: number, lastId: number): readonly Frame[] {
  const frames: Frame[] = [];
  let at = from;
  let id = lastId + 1;
  for (;;) {
    const length = at + SMALLEST <= end && chunk.readUInt32LE(at) === RECORD_MAGIC ? lengthAt(chunk, at, end) : null;
    if (length === null || readRecordId(chunk, at + 8) !== id) return frames;
    frames.push({ kind: "record", id, start: at, end: at + length });
    at += length;
    id += 1;
  }
}

/** Two of three witnesses are enough: the magic, the size's copy at the end, and a record (or the end) right behind. */
function lengthAt(chunk: Buffer, at: number, end: number): number | null {
  if (at + SMALLEST > end) return null;
  const length = chunk.readUInt32LE(at + 4);
  if (length < SMALLEST || length > end - at) return null;
  const after = at + length;
  const isMarked = chunk.readUInt32LE(at) === RECORD_MAGIC;
  const isCopied = chunk.readUInt32LE(after - 4) === length;
  if (isMarked && isCopied) return length;
  const isFollowed = after === end || (after + 4 <= end && chunk.readUInt32LE(after) === RECORD_MAGIC);
  return isFollowed && (isMarked || isCopied) ? length : null;
}

function nextMagic(chunk: Buffer, from: number, end: number): number {
  const found = chunk.indexOf(MAGIC, from);
  return found === -1 || found >= end ? end : found;
}
