import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openByteFile } from "./byte-file.ts";

let folder = "";
const bytes = Buffer.alloc(2_500_000, "0123456789");

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "byte-file-"));
  await writeFile(path.join(folder, "a"), bytes);
});
afterAll(() => rm(folder, { recursive: true }));

test("a file gives its bytes at any place and in order, more than once", async () => {
  const source = await openByteFile(path.join(folder, "a"));
  expect(source.size).toBe(bytes.length);
  expect(Buffer.from(await source.read(1_234_567, 10))).toEqual(bytes.subarray(1_234_567, 1_234_577));
  expect(await source.read(bytes.length - 3, 10)).toHaveLength(3);
  expect(await source.read(2 ** 52, 10)).toHaveLength(0);
  for (let round = 0; round < 2; round += 1) {
    const pieces: Uint8Array[] = [];
    for await (const piece of source.stream()) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  }
  await source.close();
});

test("a file that is not there throws the system's error", async () => {
  await expect(openByteFile(path.join(folder, "none"))).rejects.toThrow(/ENOENT/);
});
