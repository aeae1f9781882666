import { open, readFile, stat } from "node:fs/promises";
import { text as readText } from "node:stream/consumers";
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from "yauzl";
import { messageOf } from "#lib/errors";

export type ZipText = { readonly name: string; readonly text: string } | { readonly name: string; readonly reason: string };

/** A local file header, and the end record of an empty zip. */
const ZIP_STARTS = [0x504b0304, 0x504b0506];
const ENTRIES = 100_000;
const EXPANDED_BYTES = 1024 * 1024 * 1024;
/** Zips up to this size are read into memory whole: a pack of rules has thousands of entries, and each costs several reads. */
const IN_MEMORY_BYTES = 64 * 1024 * 1024;

/** Names of the files in a zip as far as it can be read, or undefined when the file is none. */
export async function zipNames(file: string): Promise<readonly string[] | undefined> {
  if (!(await startsLikeZip(file))) return undefined;
  const names: string[] = [];
  for await (const entry of readEntries(file)) if ("zip" in entry) names.push(entry.entry.fileName);
  return names;
}

/** Texts (UTF-8) of the files in a zip whose name is wanted. A broken entry costs only itself; a limit that is hit ends the zip and says so. */
export async function* readZipTexts(file: string, isWanted: (name: string) => boolean, mostBytes: number): AsyncGenerator<ZipText> {
  let expanded = 0;
  for await (const found of readEntries(file)) {
    if (!("zip" in found)) {
      yield { name: "", reason: found.reason };
      return;
    }
    if (!isWanted(found.entry.fileName)) continue;
    expanded += found.entry.uncompressedSize;
    if (expanded > EXPANDED_BYTES) {
      yield { name: "", reason: `the zip expands to more than ${EXPANDED_BYTES} bytes` };
      return;
    }
    yield await readEntry(found.zip, found.entry, mostBytes);
  }
}

type Found = { readonly zip: ZipFile; readonly entry: Entry } | { readonly reason: string };

/** Entries that are files; a zip that breaks off ends with the reason. */
async function* readEntries(file: string): AsyncGenerator<Found> {
  let zip: ZipFile | undefined;
  try {
    zip = await openZip(file);
    let count = 0;
    for await (const entry of zip.eachEntry()) {
      if (++count > ENTRIES) throw new Error(`the zip has more than ${ENTRIES} entries`);
      if (!entry.fileName.endsWith("/")) yield { zip, entry };
    }
  } catch (error) {
    yield { reason: messageOf(error) };
  } finally {
    zip?.close();
  }
}

async function openZip(file: string): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false };
  const { size } = await stat(file);
  return size > IN_MEMORY_BYTES ? openPromise(file, options) : fromBufferPromise(await readFile(file), options);
}

/** yauzl refuses entries that expand to more than they declare, so the declared size is a bound. */
async function readEntry(zip: ZipFile, entry: Entry, mostBytes: number): Promise<ZipText> {
  const name = entry.fileName;
  if (entry.uncompressedSize > mostBytes) return { name, reason: `a rule file has at most ${mostBytes} bytes` };
  try {
    return { name, text: await readText(await zip.openReadStreamPromise(entry)) };
  } catch (error) {
    return { name, reason: messageOf(error) };
  }
}

async function startsLikeZip(file: string): Promise<boolean> {
  const handle = await open(file, "r").catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && ZIP_STARTS.includes(buffer.readUInt32BE());
  } finally {
    await handle.close();
  }
}
