import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHUNK_SIZE } from "./chunk-header.ts";
import { buildChunk, buildEvtx, eventRecord, type RecordSpec, sealChunk, textValue } from "./testing/build-evtx.ts";
import { collect, type Decoded, faultLines } from "./testing/collect.ts";

const record = (id: number): RecordSpec => eventRecord(id, [["CommandLine", textValue(`cmd.exe /c ${"x".repeat(40)} ${id}`)]]);
const CHUNKS = [[1, 2, 3, 4].map(record), [5, 6, 7, 8].map(record), [9, 10, 11, 12].map(record)];
const FILE = buildEvtx({ chunks: CHUNKS });
const WHOLE = await collect(FILE);
/** First byte of each record, and after the last of a chunk the free space. */
const offsetOf = (id: number): number => WHOLE.records.find(({ position }) => position.record === id)?.position.offset ?? 0;
const sizeOf = (id: number): number => FILE.readUInt32LE(offsetOf(id) + 4);
const ids = ({ records }: Decoded): readonly number[] => records.map(({ position }) => position.record);
const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const without = (...lost: readonly number[]): readonly number[] => ALL.filter((id) => !lost.includes(id));

function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(FILE);
  change(bytes);
  return bytes;
}

describe("each kind of damage costs only itself", () => {
  const second = 4096 + CHUNK_SIZE;
  const free = offsetOf(8) + sizeOf(8);
  test.each<[what: string, bytes: Buffer, kept: readonly number[], faults: readonly string[]]>([
    ["nothing is wrong", FILE, ALL, []],
    ["the file is empty", Buffer.alloc(0), [], ["empty-file at 0 (record 0)"]],
    ["the file is a text", Buffer.from("hello ".repeat(2_000)), [], ["bad-magic at 0 (record 0)"]],
    ["the file ends in its header", FILE.subarray(0, 1_000), [], ["truncated at 1000 (record 0)"]],
    ["the file ends in a few bytes", FILE.subarray(0, 9), [], ["truncated at 9 (record 0)"]],
    ["the file's magic is wrong", changed((b) => b.fill(0x58, 0, 3)), ALL, ["bad-magic at 0 (record 0)"]],
    ["the file header is lost", FILE.subarray(4096), ALL, ["bad-magic at 0 (record 0)"]],
    ["the file header's checksum is wrong", changed((b) => b.writeUInt32LE(1, 124)), ALL, ["bad-checksum at 0 (record 0)"]],
    [
      "the version is unknown",
      changed((b) => b.writeUInt16LE(9, 38)),
      ALL,
      ["bad-checksum at 0 (record 0)", "unknown-format at 0 (record 0)"],
    ],
    ["a chunk's magic is wrong", changed((b) => b.fill(0, second, second + 8)), ALL, [`bad-chunk at ${second} (record 0)`]],
    [
      "a chunk is overwritten",
      changed((b) => b.fill(0x41, second, second + CHUNK_SIZE)),
      without(5, 6, 7, 8),
      [`bad-chunk at ${second} (record 0)`],
    ],
    [
      "a chunk is zeroed",
      changed((b) => b.fill(0, second, second + CHUNK_SIZE)),
      without(5, 6, 7, 8),
      [`bad-chunk at ${second} (record 4)`],
    ],
    ["a chunk header's checksum is wrong", changed((b) => b.writeUInt32LE(1, second + 124)), ALL, [`bad-checksum at ${second} (record 5)`]],
    ["a chunk header says nonsense", changed((b) => b.fill(0xff, second + 40, second + 60)), ALL, [`bad-chunk at ${second} (record 5)`]],
    ["a record's magic is wrong", changed((b) => b.writeUInt8(0, offsetOf(6))), ALL, [`bad-checksum at ${second} (record 5)`]],
    [
      "a record's magic and size are wrong",
      changed((b) => b.fill(0xee, offsetOf(6), offsetOf(6) + 8)),
      without(6),
      [`bad-checksum at ${second} (record 5)`, `bad-record at ${offsetOf(6)} (record 0)`],
    ],
    [
      "a record's size is wrong",
      changed((b) => b.writeUInt32LE(0xffff_ffff, offsetOf(6) + 4)),
      without(6),
      [`bad-checksum at ${second} (record 5)`, `bad-record at ${offsetOf(6)} (record 6)`],
    ],
    [
      "a record's size is zero",
      changed((b) => b.writeUInt32LE(0, offsetOf(6) + 4)),
      without(6),
      [`bad-checksum at ${second} (record 5)`, `bad-record at ${offsetOf(6)} (record 6)`],
    ],
    [
      "a record's tokens are wrong",
      changed((b) => b.fill(0x3f, offsetOf(6) + 24, offsetOf(6) + 40)),
      without(6),
      [`bad-checksum at ${second} (record 5)`, `bad-record at ${offsetOf(6)} (record 6)`],
    ],
    [
      "foreign bytes stand before a chunk",
      Buffer.concat([FILE.subarray(0, second), Buffer.alloc(777, 0x41), FILE.subarray(second)]),
      ALL,
      [`bad-chunk at ${second} (record 4)`, `bad-chunk at ${second} (record 0)`],
    ],
    [
      "bytes are lost before a chunk",
      Buffer.concat([FILE.subarray(0, free + 100), FILE.subarray(free + 1_100)]),
      ALL,
      [`bad-chunk at ${second} (record 4)`],
    ],
    ["the file ends between chunks", FILE.subarray(0, second), [1, 2, 3, 4], [`truncated at ${second} (record 4)`]],
    ["the file ends in a record", FILE.subarray(0, offsetOf(7) + 60), [1, 2, 3, 4, 5, 6], [`truncated at ${offsetOf(7) + 60} (record 6)`]],
    ["the file ends in a chunk header", FILE.subarray(0, second + 100), [1, 2, 3, 4], [`truncated at ${second + 100} (record 4)`]],
    ["unused chunks follow", Buffer.concat([FILE, Buffer.alloc(CHUNK_SIZE * 2)]), ALL, []],
  ])("%s", async (_, bytes, kept, faults) => {
    const decoded = await collect(bytes);
    expect({ ids: ids(decoded), faults: faultLines(decoded) }).toEqual({ ids: kept, faults });
  });
});

describe("files copied from a running system", () => {
  test.each([0, 1])("a header that counts %d chunks does not end the reading", async (chunkCount) => {
    const decoded = await collect(buildEvtx({ chunks: CHUNKS, dirty: true, chunkCount }));
    expect({ ids: ids(decoded), faults: decoded.faults }).toEqual({ ids: ALL, faults: [] });
  });

  /** A chunk whose header knows only the first `known` of its records. */
  function stale(records: readonly RecordSpec[], known: number): Buffer {
    const bytes = buildChunk(records);
    const short = buildChunk(records.slice(0, known));
    const end = short.readUInt32LE(48);
    return sealChunk(bytes, { firstId: records[0]?.id ?? 0, lastId: records[known - 1]?.id ?? 0, last: short.readUInt32LE(44), end });
  }
  const fileOf = (dirty: boolean, ...chunks: readonly Buffer[]) =>
    Buffer.concat([buildEvtx({ chunks: [], dirty, chunkCount: chunks.length }), ...chunks]);

  test("records behind a stale chunk header are read when they continue the ids", async () => {
    expect(ids(await collect(fileOf(true, stale([1, 2, 3, 4].map(record), 2))))).toEqual([1, 2, 3, 4]);
  });

  test("records of an older life of the chunk are not", async () => {
    expect(ids(await collect(fileOf(true, stale([101, 102, 51, 52].map(record), 2))))).toEqual([101, 102]);
  });

  test("a file that was closed has nothing behind the free space", async () => {
    expect(ids(await collect(fileOf(false, stale([1, 2, 3, 4].map(record), 2))))).toEqual([1, 2]);
  });
});

describe("random damage", () => {
  const at = fc.integer({ min: 0, max: FILE.length - 1 });

  test("flipped bytes never throw, and chunks without a flipped byte are whole", async () => {
    const flips = fc.array(fc.record({ at, to: fc.integer({ min: 0, max: 255 }) }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(flips, async (bytes) => {
        const decoded = await collect(
          changed((file) => {
            for (const flip of bytes) file[flip.at] = flip.to;
          }),
        );
        const touched = new Set(bytes.map((flip) => Math.floor((flip.at - 4096) / CHUNK_SIZE)));
        for (const [index, chunk] of CHUNKS.entries()) {
          if (!touched.has(index)) expect(ids(decoded)).toEqual(expect.arrayContaining(chunk.map(({ id }) => id)));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("damage inside one record leaves those before it as they were", async () => {
    const first = offsetOf(1);
    const end = offsetOf(4) + sizeOf(4);
    const flips = fc.array(fc.record({ at: fc.integer({ min: first, max: end - 1 }), to: fc.integer({ min: 0, max: 255 }) }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(flips, async (bytes) => {
        const decoded = await collect(
          changed((file) => {
            for (const flip of bytes) file[flip.at] = flip.to;
          }),
        );
        const start = Math.min(...bytes.map((flip) => flip.at));
        const before = WHOLE.records.filter(
          ({ position }) => (position.offset ?? 0) + sizeOf(position.record) <= start && position.record <= 4,
        );
        expect(decoded.records.slice(0, before.length)).toEqual(before);
        expect(ids(decoded).filter((id) => id > 4)).toEqual(expect.arrayContaining([5, 6, 7, 8, 9, 10, 11, 12]));
      }),
      { numRuns: 500 },
    );
  });

  test("a cut anywhere keeps every record before it and says so once", async () => {
    await fc.assert(
      fc.asyncProperty(at, fc.integer({ min: 1, max: 70_000 }), async (length, piece) => {
        const decoded = await collect(FILE.subarray(0, length), {}, piece);
        expect(ids(decoded)).toEqual(ALL.filter((id) => offsetOf(id) + sizeOf(id) <= length));
        expect(decoded.faults.map(({ code }) => code)).toEqual([length === 0 ? "empty-file" : length < 7 ? "bad-magic" : "truncated"]);
      }),
      { numRuns: 200 },
    );
  });

  test("any bytes at all between a file header and its end are read in bounded work", async () => {
    const noise = fc.array(
      fc.constantFrom("2a2a0000", "456c6643686e6b00", "0f010100", "0c01", "00000000", "ffffffff", "41ffff", "0600", "2121"),
      {
        maxLength: 4_000,
      },
    );
    await fc.assert(
      fc.asyncProperty(noise, async (parts) => {
        const { records } = await collect(Buffer.concat([FILE.subarray(0, 4096 + 512), Buffer.from(parts.join(""), "hex")]));
        expect(records).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
