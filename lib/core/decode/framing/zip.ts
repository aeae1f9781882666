import { crc32 } from "node:zlib";
import { ByteReader } from "../byte-reader.ts";
import { Damage } from "../damage.ts";
import type { ByteSource } from "../source.ts";
import { createTotals, type DeflateTotals, inflateFrom } from "./deflate-stream.ts";
import { type Meter, spend } from "./meter.ts";
import { range } from "./range.ts";
import { zipEntries } from "./zip-directory.ts";
import { nextLocalFile } from "./zip-salvage.ts";

const STORED = 0;
const DEFLATED = 8;

/** One file of a zip, one of its files that cannot be read (`name` set), or damage of the zip itself. */
export type ZipItem =
  | { readonly kind: "member"; readonly name: string; readonly bytes: () => AsyncIterable<Uint8Array> }
  | { readonly kind: "trouble"; readonly name?: string; readonly detail: string };

/** What is known of a member before its data is read. */
interface Data {
  readonly at: number;
  readonly method: number;
  readonly sizes: { readonly packed: number; readonly expanded: number; readonly crc: number } | undefined;
}

/** Whether the bytes start a zip: a local file header, or the end record of an empty one. */
export function isZip(head: Uint8Array): boolean {
  if (head[0] !== 0x50 || head[1] !== 0x4b) return false;
  return (head[2] === 0x03 && head[3] === 0x04) || (head[2] === 0x05 && head[3] === 0x06);
}

/**
 * The files of a zip (APPNOTE.TXT 6.3.10): stored and deflated, zip64. Encrypted files and other methods are trouble.
 * Where the directory is damaged or cut off, the files it does not list are found by their own headers.
 * `bytes` throws `Damage`: `bad-zip` when the data is corrupt or differs from the declared size or checksum, limits.
 */
export async function* unzip(source: ByteSource, meter: Meter): AsyncGenerator<ZipItem> {
  let reached = 0;
  try {
    for await (const entry of zipEntries(source)) {
      if (entry.name.endsWith("/")) continue;
      const refusal = refuse(entry.method, entry.encrypted);
      const place = refusal === undefined ? await entry.locate() : { error: refusal };
      if ("error" in place) {
        yield { kind: "trouble", name: entry.name, detail: place.error };
        continue;
      }
      reached = Math.max(reached, place.at + entry.packed);
      const data = { at: place.at, method: entry.method, sizes: entry };
      yield { kind: "member", name: entry.name, bytes: () => memberBytes(source, data, meter, createTotals()) };
    }
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    yield* salvage(source, reached, error, meter);
  }
}

async function* salvage(source: ByteSource, from: number, cause: Damage, meter: Meter): AsyncGenerator<ZipItem> {
  let found = 0;
  for (let file = await nextLocalFile(source, from); file; ) {
    const totals = createTotals();
    const { name, at } = file;
    const refusal = refuse(file.method, file.encrypted) ?? (file.method === STORED && !file.sizes ? "its size is unknown" : undefined);
    if (refusal !== undefined) yield { kind: "trouble", name, detail: refusal };
    else if (!name.endsWith("/")) {
      const data: Data = file;
      found += 1;
      yield { kind: "member", name, bytes: () => memberBytes(source, data, meter, totals) };
    }
    // What was really read, not what the header declares: a lying size must not hide the files behind it.
    file = await nextLocalFile(source, at + totals.packed);
  }
  yield {
    kind: "trouble",
    detail: `the directory of the zip is damaged or cut off (${cause.message}); ${found} files were found by their own headers`,
  };
}

function refuse(method: number, encrypted: boolean): string | undefined {
  if (encrypted) return "the file is encrypted; unpack it first";
  if (method === STORED || method === DEFLATED) return undefined;
  return `compression method ${method}${method === 9 ? " (Deflate64)" : ""} is not supported; only stored and deflated files are`;
}

async function* memberBytes(source: ByteSource, data: Data, meter: Meter, totals: DeflateTotals): AsyncGenerator<Uint8Array> {
  const { sizes } = data;
  const reader = new ByteReader(range(source, data.at, sizes?.packed));
  const pieces =
    data.method === STORED
      ? storedBytes(reader, meter, totals)
      : inflateFrom(reader, { code: "bad-zip", meter, totals, ...(sizes && { length: sizes.packed }) });
  let given = 0;
  for await (const piece of pieces) {
    if (sizes && given + piece.length > sizes.expanded) {
      yield piece.subarray(0, sizes.expanded - given);
      throw new Damage("bad-zip", `the file holds more than the ${sizes.expanded} bytes the zip declares; the rest was not read`);
    }
    given += piece.length;
    yield piece;
  }
  if (!sizes) return;
  if (given !== sizes.expanded) throw new Damage("bad-zip", `the file holds ${given} bytes, the zip declares ${sizes.expanded}`);
  if (totals.crc !== sizes.crc) throw new Damage("bad-zip", "the checksum of the file does not match its data");
}

async function* storedBytes(reader: ByteReader, meter: Meter, totals: DeflateTotals): AsyncGenerator<Uint8Array> {
  for await (const piece of reader.stretch()) {
    totals.packed += piece.length;
    totals.expanded += piece.length;
    totals.crc = crc32(piece, totals.crc);
    spend(meter, piece.length, totals);
    yield piece;
  }
}
