import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { csvRecords } from "#core/detection/kql/operators/csv-records";
import { LIST_FORMATS, type ListFormat } from "#features/list/constants";
import { messageOf } from "#lib/errors";

/** A list's text as it came, and what it is. */
export interface UnpackedList {
  readonly ok: true;
  readonly text: string;
  readonly format: ListFormat;
  /** Of a zip, the name of the file in it. */
  readonly fileName: string;
  readonly rows: number;
  readonly sample: readonly string[];
}

export type Unpacked = UnpackedList | { readonly ok: false; readonly reason: string };

export interface UnpackLimits {
  /** Bytes of the text. */
  readonly mostBytes: number;
  readonly mostRows: number;
  readonly mostEntries: number;
}

/** `externaldata` reads at most 100 MB (https://learn.microsoft.com/kusto/query/externaldata-operator). */
export const LIST_LIMITS: UnpackLimits = { mostBytes: 100 * 1024 * 1024, mostRows: 3_000_000, mostEntries: 1_000 };

const SAMPLE_ROWS = 5;
const SAMPLE_CHARACTERS = 300;

/** Reads a list's file: text as it is, in gzip, or the first fitting file of a zip. Never throws on bad bytes. */
export async function unpackList(bytes: Uint8Array, name: string, limits: UnpackLimits = LIST_LIMITS): Promise<Unpacked> {
  try {
    const { text, fileName } = await textIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name, limits);
    return read(text, fileName, limits);
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}

interface TextFile {
  readonly text: string;
  readonly fileName: string;
}

async function textIn(bytes: Buffer, name: string, limits: UnpackLimits): Promise<TextFile> {
  const start = bytes.length >= 4 ? bytes.readUInt32BE() : 0;
  if (start === 0x504b0506) throw new Error("the zip is empty");
  if (start === 0x504b0304) return inZip(bytes, limits);
  if (start >>> 16 === 0x1f8b) {
    const opened = await promisify(gunzip)(bytes, { maxOutputLength: limits.mostBytes }).catch((error: unknown) => {
      const isLarge = error instanceof RangeError;
      throw new Error(isLarge ? tooLarge(limits) : "the gzip is broken");
    });
    return { text: decoded(opened, limits), fileName: name.replace(/\.gz$/i, "") };
  }
  return { text: decoded(bytes, limits), fileName: name };
}

async function inZip(bytes: Buffer, limits: UnpackLimits): Promise<TextFile> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const entry = await chosen(zip, limits);
  if (entry.isEncrypted()) throw new Error(`${entry.fileName} is encrypted`);
  if (entry.uncompressedSize > limits.mostBytes) throw new Error(tooLarge(limits));
  const pieces: Buffer[] = [];
  let size = 0;
  const stream = await zip.openReadStreamPromise(entry);
  for await (const piece of stream) {
    size += piece.length;
    // What an entry declares is its author's word.
    if (size > limits.mostBytes) throw new Error(tooLarge(limits));
    pieces.push(piece);
  }
  return { text: decoded(Buffer.concat(pieces), limits), fileName: entry.fileName };
}

/** The first file whose name says it is a list, else the only file. */
async function chosen(zip: ZipFile, limits: UnpackLimits): Promise<Entry> {
  const others: Entry[] = [];
  let count = 0;
  for await (const entry of zip.eachEntry()) {
    if (++count > limits.mostEntries) throw new Error(`the zip has more than ${limits.mostEntries} entries`);
    if (entry.fileName.endsWith("/") || entry.fileName.startsWith("__MACOSX/")) continue;
    if (formatNamed(entry.fileName) !== undefined) return entry;
    others.push(entry);
  }
  const [only, second] = others;
  if (!only) throw new Error("the zip is empty");
  if (second) throw new Error("the zip has several files and none of them ends in .csv, .tsv, .txt or .json");
  return only;
}

function tooLarge({ mostBytes }: UnpackLimits): string {
  return `the list has more than ${mostBytes} bytes`;
}

function decoded(bytes: Buffer, limits: UnpackLimits): string {
  if (bytes.length > limits.mostBytes) throw new Error(tooLarge(limits));
  const isWide = bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = isWide ? bytes.subarray(2).toString("utf16le") : bytes.toString("utf8").replace(/^\uFEFF/, "");
  if (text.includes("\u0000")) throw new Error("the file is no text");
  return text;
}

function formatNamed(name: string): ListFormat | undefined {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase();
  if (ending === "multijson" || ending === "ndjson" || ending === "jsonl") return "json";
  return LIST_FORMATS.find((format) => format === ending);
}

/** By its first character for want of a name: JSON, text in commas, or lines. */
function formatOf(text: string): ListFormat {
  if (/^\s*[[{]/.test(text)) return "json";
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  return line.includes("\t") ? "tsv" : line.includes(",") ? "csv" : "txt";
}

const SEPARATORS: { readonly [F in ListFormat]?: string } = { csv: ",", tsv: "\t", psv: "|" };

function read(text: string, fileName: string, limits: UnpackLimits): Unpacked {
  if (text.trim() === "") return { ok: false, reason: "the list is empty" };
  const format = formatNamed(fileName) ?? formatOf(text);
  const separator = SEPARATORS[format];
  const sample: string[] = [];
  let rows = 0;
  for (const row of separator === undefined ? linesOf(text) : rowsOf(text, separator)) {
    if (++rows > limits.mostRows) return { ok: false, reason: `the list has more than ${limits.mostRows} records` };
    if (sample.length < SAMPLE_ROWS) sample.push(row.slice(0, SAMPLE_CHARACTERS));
  }
  return { ok: true, text, format, fileName, rows, sample };
}

function* rowsOf(text: string, separator: string): Generator<string> {
  for (const record of csvRecords(text, separator)) yield record.join(separator);
}

function* linesOf(text: string): Generator<string> {
  for (const match of text.matchAll(/[^\r\n]+/g)) yield match[0];
}
