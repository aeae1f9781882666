import { crc32 } from "node:zlib";
import { CHUNK_HEADER_SIZE, CHUNK_MAGIC } from "../chunk-header.ts";
import { BinXmlWriter, type Markup, type ValueBytes } from "./binxml-writer.ts";

export interface RecordSpec {
  readonly id: number;
  readonly event: readonly Markup[];
}

export interface FileSpec {
  readonly chunks: readonly (readonly RecordSpec[])[];
  readonly minorVersion?: number;
  readonly dirty?: boolean;
  readonly chunkCount?: number;
}

/** An EVTX file with right magics, sizes and checksums. */
export function buildEvtx({ chunks, minorVersion = 1, dirty = false, chunkCount = chunks.length }: FileSpec): Buffer {
  const header = Buffer.alloc(4096);
  header.write("ElfFile\0", "latin1");
  header.writeUInt32LE(128, 32);
  header.writeUInt16LE(minorVersion, 36);
  header.writeUInt16LE(3, 38);
  header.writeUInt16LE(4096, 40);
  header.writeUInt16LE(chunkCount, 42);
  header.writeUInt32LE(dirty ? 1 : 0, 120);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return Buffer.concat([header, ...chunks.map(buildChunk)]);
}

export function buildChunk(records: readonly RecordSpec[]): Buffer {
  const writer = new BinXmlWriter();
  let last = 0;
  for (const { id, event } of records) {
    last = writer.at;
    writer.raw(Buffer.from([0x2a, 0x2a, 0, 0]));
    writer.at += 4;
    writer.raw(int64(BigInt(id)));
    writer.raw(Buffer.alloc(8));
    writer.fragment(event);
    writer.u32(writer.at + 4 - last);
    writer.bytes.writeUInt32LE(writer.at - last, last + 4);
  }
  return sealChunk(writer.bytes, { firstId: records[0]?.id ?? 0, lastId: records.at(-1)?.id ?? 0, last, end: writer.at });
}

/** Writes a chunk's header over its first bytes, and returns it. */
export function sealChunk(
  bytes: Buffer,
  { firstId, lastId, last, end }: { firstId: number; lastId: number; last: number; end: number },
): Buffer {
  CHUNK_MAGIC.copy(bytes);
  for (const at of [8, 24]) int64(BigInt(firstId)).copy(bytes, at);
  for (const at of [16, 32]) int64(BigInt(lastId)).copy(bytes, at);
  bytes.writeUInt32LE(128, 40);
  bytes.writeUInt32LE(last, 44);
  bytes.writeUInt32LE(end, 48);
  bytes.writeUInt32LE(crc32(bytes.subarray(CHUNK_HEADER_SIZE, end)), 52);
  bytes.writeUInt32LE(crc32(bytes.subarray(128, CHUNK_HEADER_SIZE), crc32(bytes.subarray(0, 120))), 124);
  return bytes;
}

/** A record as Sysmon writes them: one template for the event, its values named Data. */
export function eventRecord(id: number, data: readonly (readonly [name: string, value: ValueBytes])[], template = "event"): RecordSpec {
  const definition: readonly Markup[] = [
    {
      element: "Event",
      attributes: [["xmlns", ["http://schemas.microsoft.com/win/2004/08/events/event"]]],
      content: [
        {
          element: "System",
          content: [
            { element: "Provider", attributes: [["Name", ["Test"]]] },
            { element: "EventID", content: [{ substitution: 0 }] },
            { element: "EventRecordID", content: [{ substitution: 1 }] },
          ],
        },
        {
          element: "EventData",
          content: data.map(([name], index) => ({
            element: "Data",
            attributes: [["Name", [name]]],
            content: [{ substitution: index + 2 }],
          })),
        },
      ],
    },
  ];
  const values = [{ type: 0x06, bytes: int16(1) }, { type: 0x0a, bytes: int64(BigInt(id)) }, ...data.map(([, value]) => value)];
  return { id, event: [{ template, definition, values }] };
}

export function utf16(text: string): Buffer {
  return Buffer.from(text, "utf16le");
}

export function textValue(text: string): ValueBytes {
  return { type: 0x01, bytes: utf16(text) };
}

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value & 0xffff);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}
