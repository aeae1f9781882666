import { isDivisible, type LinesStart } from "#core/decode/decode-lines";
import { HEAD_BYTES } from "#core/decode/input";
import { openFile } from "./file-source.ts";

/** A file, or whole lines of it: from where they begin up to the offset `end`. */
export interface FilePart {
  readonly file: string;
  readonly stretch?: { readonly start: LinesStart; readonly end: number };
}

/** Files below this size are not worth dividing; each part of a larger one has about so much. */
const DIVIDED_FROM = 8 * 1024 * 1024;
const PART = 4 * 1024 * 1024;
const PIECE = 1024 * 1024;
const NEWLINE = 0x0a;

/** Files in parts that can be scanned at once, in order. NDJSON is divided at line ends; for all else a file is one part. */
export async function* partsOf(files: readonly string[]): AsyncGenerator<FilePart> {
  for (const file of files) yield* partsOfFile(file);
}

async function* partsOfFile(file: string): AsyncGenerator<FilePart> {
  // Whoever scans the file says why it cannot be read.
  const source = await openFile(file).catch(() => undefined);
  if (!source) return yield { file };
  try {
    if (source.size < DIVIDED_FROM || !isDivisible(Buffer.from(await source.read(0, HEAD_BYTES)), false)) return yield { file };
    let start: LinesStart = { lines: 0, offset: 0 };
    let lines = 0;
    for (let offset = 0; offset < source.size; offset += PIECE) {
      const piece = Buffer.from(await source.read(offset, PIECE));
      for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) {
        lines++;
        const end = offset + at + 1;
        if (end - start.offset < PART) continue;
        yield { file, stretch: { start, end } };
        start = { lines, offset: end };
      }
      if (piece.length < PIECE) break;
    }
    if (start.offset < source.size) yield { file, stretch: { start, end: source.size } };
  } finally {
    await source.close();
  }
}
