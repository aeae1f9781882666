import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, statSync, utimesSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { cleanSpool, openSpool, removeSpool, writeSpool } from "./spool.ts";

const directory = path.join(mkdtempSync(path.join(os.tmpdir(), "callout-spool-")), "spool");

beforeAll(() => {
  process.env.SPOOL_DIR = directory;
  process.env.DATABASE_URL ??= "postgresql://nowhere/test";
  process.env.AUTH_SECRET ??= "s".repeat(32);
});

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

test("a body is kept under the ingest's id, readable by its owner alone, with its size and hash", async () => {
  const id = randomUUID();
  expect(await writeSpool(id, pieces("abc", "", "def"), 6)).toEqual({
    size: 6,
    sha256: createHash("sha256").update("abcdef").digest("hex"),
  });
  expect(statSync(path.join(directory, id)).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  const file = await openSpool(id);
  expect(file?.size).toBe(6);
  expect(Buffer.from((await file?.read(2, 100)) ?? []).toString()).toBe("cdef");
  expect(await file?.read(50, 10)).toHaveLength(0);
  let whole = "";
  for await (const piece of file?.stream() ?? []) whole += Buffer.from(piece).toString();
  expect(whole).toBe("abcdef");
  await file?.close();
  await removeSpool(id);
  expect(await openSpool(id)).toBeNull();
});

test("a body that is too large or breaks off leaves nothing behind", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("abc");
    throw new Error("connection reset");
  }
  await expect(writeSpool(randomUUID(), pieces("abc", "def"), 5)).rejects.toMatchObject({ code: "too-large" });
  await expect(writeSpool(randomUUID(), broken(), 5)).rejects.toThrow("connection reset");
  expect(readdirSync(directory)).toEqual([]);
});

test("cleaning removes what nobody waits for and leaves what is wanted or being written", async () => {
  const [wanted, old, fresh] = [randomUUID(), randomUUID(), randomUUID()];
  for (const id of [wanted, old, fresh]) await writeSpool(id, pieces("x"), 10);
  for (const id of [wanted, old]) utimesSync(path.join(directory, id), 1, 1);
  expect(await cleanSpool(new Set([wanted]), Date.now(), 60_000)).toBe(1);
  expect(readdirSync(directory).sort()).toEqual([wanted, fresh].sort());
});
