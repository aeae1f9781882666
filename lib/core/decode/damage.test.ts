import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { DecodeLimits } from "./source.ts";
import { tar, tarMember, zip } from "./testing/archives.ts";
import { collect } from "./testing/collect.ts";

const LINES = Array.from({ length: 5_000 }, (_, n) => `{"n":${n},"id":"${(n * 2654435761) % 2 ** 32}"}\n`).join("");
const EVENT = '{"good":1}\n';
const half = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2));
const flip = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x55;
  return copy;
};
/** A header, and 600 kB of blank rows. */
const TABLE = `a,b\n${"\n".repeat(600_000)}`;
/** The records are the first of LINES, without gap. */
const prefix = (bodies: readonly object[]) => bodies.every((body, n) => "n" in body && body.n === n);

describe("records before the damage are kept, then there is one fault", () => {
  test.each<[string, () => Promise<Buffer>, string]>([
    ["a truncated gzip", async () => half(gzipSync(LINES)), "truncated"],
    ["a gzip without its trailer", async () => gzipSync(LINES).subarray(0, -5), "truncated"],
    ["a gzip with a wrong checksum", async () => flip(gzipSync(LINES), gzipSync(LINES).length - 6), "bad-gzip"],
    ["a truncated zip", async () => half(await zip({ "a.json": LINES })), "truncated"],
    ["a zip cut off before its directory", async () => (await zip({ "a.json": LINES })).subarray(0, -60), "bad-zip"],
    ["a truncated tar in gzip", async () => gzipSync(half(tar(tarMember("a.json", LINES)))), "truncated"],
    ["a truncated tar.gz", async () => half(gzipSync(tar(tarMember("a.json", LINES)))), "truncated"],
    ["a truncated gzip in a zip", async () => zip({ "a.gz": half(gzipSync(LINES)) }), "truncated"],
    ["a truncated zip in a gzip", async () => gzipSync(half(await zip({ "a.json": LINES }))), "truncated"],
  ])("%s", async (_, make, code) => {
    const { bodies, items, codes } = await collect(await make());
    expect(codes).toEqual([code]);
    expect(items.at(-1)).toMatchObject({ code });
    expect(bodies.length).toBeGreaterThan(500);
    expect(prefix(bodies)).toBe(true);
  });

  test("flipped bytes inside compressed data", async () => {
    const bytes = gzipSync(LINES);
    for (const share of [0.3, 0.6, 0.9]) {
      const { bodies, faults } = await collect(flip(bytes, Math.floor(bytes.length * share)));
      expect(bodies.length).toBeGreaterThan(500);
      expect(faults.at(-1)?.code).toMatch(/bad-gzip|truncated/);
    }
  });

  test("other data behind a gzip", async () => {
    const { faults, records } = await collect(Buffer.concat([gzipSync(EVENT), Buffer.from(LINES)]));
    expect(records).toHaveLength(1);
    expect(faults.map((fault) => fault.detail)).toEqual([expect.stringContaining("there is other data")]);
  });
});

describe("a broken member costs itself", () => {
  test("of a zip: encrypted, lying about its size, with a wrong checksum, with an unknown method", async () => {
    const bytes = await zip({ "bad.json": LINES, "good.json": EVENT });
    const directory = bytes.indexOf(Buffer.from("PK\x01\x02", "latin1"));
    const patch = (at: number, value: number, size: 2 | 4) => {
      const copy = Buffer.from(bytes);
      if (size === 2) copy.writeUInt16LE(value, directory + at);
      else copy.writeUInt32LE(value, directory + at);
      return copy;
    };
    const cases: readonly [Buffer, RegExp, number][] = [
      [patch(8, 1, 2), /encrypted/, 0],
      [patch(10, 9, 2), /Deflate64/, 0],
      [patch(24, 1_000, 4), /more than the 1000 bytes/, 10],
      [patch(24, 2 ** 31, 4), /declares 2147483648/, 5_000],
      [patch(16, 12345, 4), /checksum/, 5_000],
      [patch(42, 2 ** 30, 4), /./, 0],
    ];
    for (const [bad, detail, atLeast] of cases) {
      const { faults, bodies } = await collect(bad, { file: "z" });
      expect(faults.map((fault) => [fault.code, fault.position.file])).toEqual([["bad-zip", "z/bad.json"]]);
      expect(faults[0]?.detail).toMatch(detail);
      expect(bodies.at(-1)).toEqual({ good: 1 });
      expect(bodies.length).toBeGreaterThan(atLeast);
    }
  });

  test("of a zip whose directory is damaged: the others are found by their own headers", async () => {
    const bytes = await zip({ "a.json": EVENT, "b.json": LINES, "c.json": EVENT });
    const first = bytes.indexOf(Buffer.from("PK\x01\x02", "latin1"));
    for (const at of [first, bytes.indexOf(Buffer.from("PK\x01\x02", "latin1"), first + 4)]) {
      const { records, faults } = await collect(flip(bytes, at), { file: "z" });
      expect(records).toHaveLength(5_002);
      expect(faults.map((fault) => fault.code)).toEqual(["bad-zip"]);
    }
  });

  test("of a tar: behind a damaged header the next one is found", async () => {
    const members = [tarMember("a", EVENT), tarMember("b", EVENT), tarMember("c", EVENT)];
    const { codes, members: names } = await collect(flip(tar(...members), 1024 + 5), { file: "t" });
    expect(codes).toEqual(["bad-tar"]);
    expect(names).toEqual(["t/a ndjson", "t/c ndjson"]);
  });

  test("members that are no event files are named, the others read", async () => {
    const { faults, records } = await collect(await zip({ "readme.txt": "Hello there.\n", empty: "", "a.json": EVENT }), { file: "z" });
    expect(faults.map((fault) => [fault.code, fault.position.file])).toEqual([
      ["unknown-format", "z/readme.txt"],
      ["empty-file", "z/empty"],
    ]);
    expect(records).toHaveLength(1);
  });
});

describe("limits on what is expanded", () => {
  const zeros = Buffer.alloc(64 * 1024 * 1024, 0x20);
  const bomb = Buffer.concat([Buffer.from(EVENT), zeros]);

  test.each<[string, () => Promise<Buffer>, Partial<DecodeLimits>, string, RegExp]>([
    ["ratio of a gzip", async () => gzipSync(bomb), {}, "ratio-limit", /1000 to 1 \(limit ratio\)/],
    ["ratio of a zip", async () => zip({ "a.json": bomb }), {}, "ratio-limit", /limit ratio/],
    [
      "size of a gzip",
      async () => gzipSync(bomb),
      { expandedBytes: 1_000_000, ratio: 1e9 },
      "size-limit",
      /1000000 bytes.*limit expandedBytes/,
    ],
    [
      "size over all members",
      async () => zip({ "a.json": EVENT, "b.csv": TABLE, "c.csv": TABLE }),
      { expandedBytes: 1_000_000 },
      "size-limit",
      /expandedBytes/,
    ],
    ["members", async () => zip({ "a.json": EVENT, b: EVENT, c: EVENT }), { entries: 1 }, "entry-limit", /1 members \(limit entries\)/],
    ["members of a tar", async () => tar(tarMember("a", EVENT), tarMember("b", EVENT)), { entries: 1 }, "entry-limit", /limit entries/],
    ["nesting", async () => zip({ "a.json": EVENT, "b.gz": gzipSync(EVENT) }), { nesting: 0 }, "nesting-limit", /limit nesting/],
  ])("%s: a fault names the limit, and what came before is kept", async (_, make, limits, code, detail) => {
    const { faults, bodies } = await collect(await make(), { limits });
    expect(bodies).toEqual([{ good: 1 }]);
    expect(faults.at(-1)?.code).toBe(code);
    expect(faults.at(-1)?.detail).toMatch(detail);
  });

  test("overlapping members are judged by the whole archive", async () => {
    const packed = deflateRawSync(`a,b\n${"\n".repeat(3 * 1024 * 1024 - 4)}`);
    const { faults } = await collect(overlapping(packed, 3 * 1024 * 1024, 40), { limits: { ratio: 2_000 } });
    expect(faults.filter((fault) => fault.code === "ratio-limit")).toHaveLength(1);
  });
});

/** A zip whose directory lists the same data many times under different names. */
function overlapping(packed: Buffer, expanded: number, times: number): Buffer {
  const local = Buffer.alloc(30 + 1);
  local.write("PK\x03\x04", "latin1");
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(expanded, 22);
  local.writeUInt16LE(1, 26);
  local.write("a", 30);
  const entries = Array.from({ length: times }, (_, n) => {
    const entry = Buffer.alloc(46 + 1);
    entry.write("PK\x01\x02", "latin1");
    entry.writeUInt16LE(20, 6);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(expanded, 24);
    entry.writeUInt16LE(1, 28);
    entry.write(String.fromCharCode(65 + n), 46);
    return entry;
  });
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(times, 8);
  end.writeUInt16LE(times, 10);
  end.writeUInt32LE(47 * times, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, ...entries, end]);
}
