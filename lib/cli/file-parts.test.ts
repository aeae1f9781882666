import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeBatches } from "#core/decode/decode";
import { decodeLines } from "#core/decode/decode-lines";
import { type FilePart, partsOf } from "./file-parts.ts";
import { openFile } from "./file-source.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "parts-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

async function parts(...files: readonly string[]): Promise<readonly FilePart[]> {
  const found: FilePart[] = [];
  for await (const part of partsOf(files)) found.push(part);
  return found;
}

/** Items as plain data: where they stand and what they hold. */
async function items(batches: AsyncIterable<readonly object[]>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const batch of batches) {
    for (const item of batch) {
      found.push(JSON.stringify("body" in item && "position" in item ? [item.position, item.body] : item));
    }
  }
  return found;
}

test("the parts of a large file of lines hold what the file holds, at the same places", async () => {
  const line = (at: number) => {
    if (at % 997 === 0) return "";
    if (at % 1_009 === 0) return `{"broken": ${at}`;
    return `{"EventID":${at},"CommandLine":"${"é".repeat(at % 7)}${"x".repeat(at % 1_200)}"}${at % 2 === 0 ? "\r" : ""}`;
  };
  const text = `\ufeff${Array.from({ length: 30_000 }, (_, at) => line(at + 1)).join("\n")}`;
  const file = await written("large.ndjson", text);
  const divided = await parts(file);
  expect(divided.length).toBeGreaterThan(3);
  const source = await openFile(file);
  const together: string[] = [];
  for (const { stretch } of divided) {
    if (!stretch) throw new Error("not divided");
    together.push(...(await items(decodeLines(source.stretch(stretch.start.offset, stretch.end), { file, start: stretch.start }))));
  }
  expect(together).toEqual(await items(decodeBatches(source, { file })));
  await source.close();
});

test("a line longer than a part is in one part", async () => {
  const file = await written("long.ndjson", `{"a":1}\n{"a":"${"x".repeat(9_000_000)}"}\n{"a":2}\n`);
  const divided = await parts(file);
  expect(divided.map(({ stretch }) => [stretch?.start.lines, stretch?.end])).toEqual([
    [0, 9_000_017],
    [2, 9_000_025],
  ]);
});

test("small files, files of other formats and files that are not there are one part each", async () => {
  const small = await written("small.ndjson", '{"a":1}\n{"a":2}\n');
  const list = await written("list.json", `[${Array.from({ length: 400_000 }, (_, at) => `{"a":${at},"b":"xxxxxxxx"}`).join(",\n")}]`);
  const missing = path.join(folder, "missing.ndjson");
  expect(await parts(small, list, missing)).toEqual([{ file: small }, { file: list }, { file: missing }]);
});
