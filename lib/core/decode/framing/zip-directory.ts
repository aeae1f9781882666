import { type Entry, fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader, type ZipFile } from "yauzl";
import { asBuffer } from "../byte-window.ts";
import { Damage } from "../damage.ts";
import type { ByteSource } from "../source.ts";

const END_SIGNATURE = Buffer.from("PK\x05\x06", "latin1");
const END_RECORD = 22;
const MAX_COMMENT = 0xffff;
const MAX_STRAY = 4096;

/** One file as the zip's central directory declares it. Nothing in it is true until the data has been read. */
export interface ZipEntry {
  readonly name: string;
  readonly packed: number;
  readonly expanded: number;
  readonly crc: number;
  readonly method: number;
  readonly encrypted: boolean;
  /** Offset of the compressed data, or why it cannot be found. */
  locate(): Promise<{ readonly at: number } | { readonly error: string }>;
}

/**
 * The entries of a zip in directory order (APPNOTE.TXT 4.3.12, read by yauzl). Throws `Damage` saying what is wrong with
 * the directory; entries before the damage have been yielded by then. Errors of the source itself are rethrown as they
 * came: they are not the file's fault.
 */
export async function* zipEntries(source: ByteSource): AsyncGenerator<ZipEntry> {
  const reader = new SourceReader(source);
  const size = await directoryEnd(source);
  try {
    const zip = await reader.guard(
      fromRandomAccessReaderPromise(reader, size, {
        decodeStrings: false,
        validateEntrySizes: false,
        autoClose: false,
      }),
    );
    const entries = zip.eachEntry();
    for (;;) {
      const next = await reader.guard(entries.next());
      if (next.done) return;
      yield describe(next.value, zip, reader);
    }
  } catch (error) {
    if (reader.failure?.error === error) throw error;
    throw new Damage("bad-zip", error instanceof Error ? error.message : String(error));
  }
}

/** Where the zip ends. Stray bytes behind it (a newline from a bad download) would make yauzl refuse the whole file. */
async function directoryEnd(source: ByteSource): Promise<number> {
  const start = Math.max(0, source.size - END_RECORD - MAX_COMMENT - MAX_STRAY);
  const tail = asBuffer(await source.read(start, source.size - start));
  for (let at = tail.lastIndexOf(END_SIGNATURE); at >= 0; at = at > 0 ? tail.lastIndexOf(END_SIGNATURE, at - 1) : -1) {
    const end = at + END_RECORD + (at + END_RECORD <= tail.length ? tail.readUInt16LE(at + 20) : MAX_COMMENT);
    if (end <= tail.length) return start + end;
  }
  return source.size;
}

function describe(entry: Entry, zip: ZipFile, reader: SourceReader): ZipEntry {
  return {
    name: nameOf(entry),
    packed: entry.compressedSize,
    expanded: entry.uncompressedSize,
    crc: entry.crc32,
    method: entry.compressionMethod,
    encrypted: entry.isEncrypted(),
    async locate() {
      try {
        const header = await reader.guard(zip.readLocalFileHeaderPromise(entry, { minimal: true }));
        return { at: header.fileDataStart };
      } catch (error) {
        if (reader.failure?.error === error) throw error;
        return { error: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

/** With `decodeStrings: false` the name arrives as bytes; decoding here keeps a hostile name from ending the archive. */
function nameOf(entry: Entry): string {
  return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
}

class SourceReader extends RandomAccessReader {
  failure: { readonly error: unknown } | undefined;
  private readonly source: ByteSource;
  private readonly stopped: Promise<never>;
  private stop: (error: unknown) => void = () => undefined;

  constructor(source: ByteSource) {
    super();
    this.source = source;
    this.stopped = new Promise<never>((_, reject) => {
      this.stop = reject;
    });
    this.stopped.catch(() => undefined);
  }

  /** yauzl parses inside the read callback: what it throws there would reach nobody, and its own promise never settle. */
  guard<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.stopped]);
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    this.source.read(position, length).then(
      (bytes) => {
        try {
          asBuffer(bytes).copy(buffer, offset, 0, length);
          callback(bytes.length < length ? new Error(`the file ends before byte ${position + length}`) : null);
        } catch (error) {
          this.stop(error);
        }
      },
      (error: unknown) => {
        this.failure = { error };
        this.stop(error);
      },
    );
  }
}
