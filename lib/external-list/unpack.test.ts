import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { unpackList } from "./unpack.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");

interface Member {
  readonly name: string;
  readonly text: string;
  readonly declared?: number;
  readonly isEncrypted?: boolean;
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crcOf(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = (CRC[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** A zip by hand, so that it can lie about its sizes. */
function zip(members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, declared, isEncrypted } of members) {
    const data = bytes(text);
    const packed = deflateRawSync(data);
    const file = bytes(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(isEncrypted ? 1 : 0, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crcOf(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(declared ?? data.length, 18);
    common.writeUInt16LE(file.length, 22);
    parts.push(bytes("PK\u0003\u0004"), common, file, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(bytes("PK\u0001\u0002"), Buffer.from([20, 0]), common, tail, file);
    offset += 4 + common.length + file.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, bytes("PK\u0005\u0006"), end]);
}

const CSV = "CIDR,CIDRASN\n1.1.1.0/24,13335\n8.8.8.0/24,15169\n";

describe("a list's file", () => {
  test.each([
    ["a zip of CSV", zip([{ name: "cidr.csv", text: CSV }]), "cidr.csv.zip", { format: "csv", fileName: "cidr.csv", rows: 3 }],
    [
      "a zip with other files before it",
      zip([
        { name: "__MACOSX/x.csv", text: "x" },
        { name: "a/LICENSE", text: "free" },
        { name: "a/cidr.csv", text: CSV },
      ]),
      "x.zip",
      { fileName: "a/cidr.csv", rows: 3 },
    ],
    ["gzip", gzipSync(bytes("10.0.0.1\n10.0.0.2\n")), "ips.txt.gz", { format: "txt", fileName: "ips.txt", rows: 2 }],
    ["JSON without a name", bytes('[{"a":1}]'), "list", { format: "json", rows: 1 }],
    ["UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("a\tb\r\n", "utf16le")]), "list", { format: "tsv", text: "a\tb\r\n" }],
    ["a byte order mark", bytes("\uFEFFa,b\n"), "x.csv", { text: "a,b\n" }],
  ])("%s is read", async (_, file, name, expected) => {
    expect(await unpackList(file, name)).toMatchObject({ ok: true, ...expected });
  });

  const small = { mostBytes: 1_000, mostRows: 10, mostEntries: 5 };
  test.each([
    ["a zip that grows", zip([{ name: "a.csv", text: "x".repeat(100_000) }]), /more than 1000 bytes/],
    ["a zip that grows and lies", zip([{ name: "a.csv", text: "x".repeat(100_000), declared: 10 }]), /./],
    ["a gzip that grows", gzipSync(Buffer.alloc(100_000)), /more than 1000 bytes/],
    ["too many records", bytes("a,b\n".repeat(20)), /more than 10 records/],
    ["too many entries", zip(Array.from({ length: 9 }, (__, i) => ({ name: `f${i}`, text: "x" }))), /more than 5 entries/],
    ["an encrypted zip", zip([{ name: "a.csv", text: "x", isEncrypted: true }]), /encrypted/],
    [
      "two files of which none is a list",
      zip([
        { name: "a", text: "x" },
        { name: "b", text: "y" },
      ]),
      /none of them ends in/,
    ],
    ["an empty zip", Buffer.concat([bytes("PK\u0005\u0006"), Buffer.alloc(18)]), /empty/],
    ["a broken zip", bytes("PK\u0003\u0004rubbish"), /./],
    ["a broken gzip", Buffer.from([0x1f, 0x8b, 1, 2, 3]), /broken/],
    ["no text", Buffer.from([1, 0, 2, 0, 3]), /no text/],
    ["nothing", bytes("  \n"), /empty/],
  ])("%s is refused, and nothing is thrown", async (_, file, reason) => {
    expect(await unpackList(file, "list.csv", small)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});
