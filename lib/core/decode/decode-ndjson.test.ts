import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeNdjson, gunzip } from "./decode.ts";
import type { DecodeFault } from "./fault.ts";
import type { RawRecord } from "./record.ts";
import type { DecodeLimits } from "./source.ts";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size);
}

async function push(bytes: AsyncIterable<Uint8Array>, limits: Partial<DecodeLimits> = {}): Promise<(RawRecord | DecodeFault)[]> {
  const items: (RawRecord | DecodeFault)[] = [];
  for await (const item of decodeNdjson(bytes, { file: "push", limits })) items.push(item);
  return items;
}

const kinds = (items: readonly (RawRecord | DecodeFault)[]) =>
  items.map((item) => [item.position.record, "code" in item ? item.code : "record"]);

test("every line that is not blank gives one item, in order, under its line number", async () => {
  const lines = ['{"a":1}', "", "nonsense", "[1]", '  {"a":2}\r', `{"a":"${"x".repeat(300)}"}`, "\ufeff{}", '{"a":"\\u0000"}'];
  const bytes = Buffer.concat([Buffer.from(`${lines.join("\n")}\n{"a":"`), Buffer.from([0xff]), Buffer.from('"}')]);
  for (const size of [1, 5, 10_000]) {
    expect(kinds(await push(pieces(bytes, size), { recordBytes: 200 }))).toEqual([
      [1, "record"],
      [3, "not-json"],
      [4, "not-an-object"],
      [5, "record"],
      [6, "record-too-large"],
      [7, "record"],
      [8, "record"],
      [9, "record"],
    ]);
  }
});

test("a gzip body is read through gunzip; damage is the last item", async () => {
  const bytes = gzipSync(Array.from({ length: 2_000 }, (_, n) => `{"n":${n},"r":"${Math.sin(n)}"}`).join("\n"));
  expect(await push(gunzip(pieces(bytes, 1000)))).toHaveLength(2_000);
  const cut = kinds(await push(gunzip(pieces(bytes.subarray(0, bytes.length / 2), 1000))));
  expect(cut.length).toBeGreaterThan(500);
  expect(cut.at(-1)).toEqual([0, "truncated"]);
  expect(cut.slice(0, -1).every(([, kind]) => kind === "record")).toBe(true);
  expect(kinds(await push(gunzip(pieces(gzipSync(Buffer.alloc(20 * 1024 * 1024)), 1000)))).at(-1)).toEqual([0, "ratio-limit"]);
  expect(kinds(await push(gunzip(pieces(Buffer.from("plain"), 10))))).toEqual([[0, "bad-gzip"]]);
});
