import { createHash } from "node:crypto";
import { chmod, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { ByteSource } from "#core/decode/source";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";

/** Uploaded files wait here, named by their ingest and nothing a sender chose, until a worker has read them to the end. */
const fileOf = (ingestId: string): string => path.join(env().SPOOL_DIR, ingestId);
const partOf = (ingestId: string): string => `${fileOf(ingestId)}.part`;

const READ_SIZE = 256 * 1024;

async function spoolDirectory(): Promise<string> {
  const directory = env().SPOOL_DIR;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  return directory;
}

/** A rename survives a power cut only when its directory is written too. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a body to the spool as it arrives and gives its size in bytes and SHA-256 (hex). Once it returns, the file survives a
 * crash. Throws `too-large` beyond `limit` bytes; a body that breaks off leaves nothing behind.
 */
export async function writeSpool(
  ingestId: string,
  body: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ readonly size: number; readonly sha256: string }> {
  const directory = await spoolDirectory();
  const part = partOf(ingestId);
  const handle = await open(part, "wx", 0o600);
  const hash = createHash("sha256");
  let size = 0;
  try {
    try {
      for await (const bytes of body) {
        size += bytes.length;
        if (size > limit)
          throw new AppError("too-large", `the file is larger than ${limit} bytes, the most this server takes (UPLOAD_LIMIT)`);
        hash.update(bytes);
        await handle.writeFile(bytes);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, fileOf(ingestId));
    await syncDirectory(directory);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return { size, sha256: hash.digest("hex") };
}

export interface SpooledFile extends ByteSource {
  close(): Promise<void>;
}

/** A spooled file to read from, or null when it is not there (any more). */
export async function openSpool(ingestId: string): Promise<SpooledFile | null> {
  const handle = await open(fileOf(ingestId), "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (!handle) return null;
  const { size } = await handle.stat();
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  };
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (let offset = 0; offset < size; offset += READ_SIZE) yield await read(offset, READ_SIZE);
  }
  return { size, read, stream, close: () => handle.close() };
}

export async function removeSpool(ingestId: string): Promise<void> {
  await rm(fileOf(ingestId), { force: true });
}

/**
 * Removes files that no ingest waits for and that have not been touched for `idle` milliseconds: what uploads that broke off and
 * finished ingests left behind. Returns how many.
 */
export async function cleanSpool(wanted: ReadonlySet<string>, now: number, idle: number): Promise<number> {
  const directory = await spoolDirectory();
  let removed = 0;
  for (const name of await readdir(directory)) {
    if (wanted.has(name)) continue;
    const file = path.join(directory, name);
    // A worker may have read it to its end meanwhile.
    const info = await stat(file).catch(() => null);
    if (!info?.isFile() || now - info.mtimeMs < idle) continue;
    await rm(file, { force: true });
    removed++;
  }
  return removed;
}
