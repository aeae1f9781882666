import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { buildEvtx, eventRecord, textValue } from "./format/evtx/testing/build-evtx.ts";
import { zip } from "./testing/archives.ts";
import { collect } from "./testing/collect.ts";

const record = (id: number) => eventRecord(id, [["Image", textValue(`C:\\${id}.exe`)]]);
const log = buildEvtx({ chunks: [[record(1), record(2)], [record(3)]] });

test("an event log is told from its bytes and read through archives under any name", async () => {
  for (const bytes of [log, gzipSync(log), await zip({ "log.txt": log })]) {
    const { records, codes, members } = await collect(bytes);
    expect(codes).toEqual([]);
    expect(records.map(({ position, shape }) => [position.record, shape])).toEqual([1, 2, 3].map((id) => [id, "windows-event"]));
    expect(members[0]).toMatch(/ evtx$/);
  }
});

test("with its file header destroyed it is still an event log", async () => {
  const headless = Buffer.from(log);
  headless.fill(0x41, 0, 128);
  const { records, faults } = await collect(headless);
  expect(records.map(({ position }) => position.record)).toEqual([1, 2, 3]);
  expect(faults.length).toBeGreaterThan(0);
});

test("cut off by a truncated gzip it gives the records before and one fault", async () => {
  const noisy = buildEvtx({ chunks: Array.from({ length: 6 }, (_, n) => [record(n + 1)]) });
  const packed = gzipSync(noisy);
  const { records, codes, items } = await collect(packed.subarray(0, packed.length - 40));
  expect(records.length).toBeGreaterThanOrEqual(3);
  expect(codes).toEqual(["truncated"]);
  expect(items.at(-1)).toMatchObject({ code: "truncated" });
});
