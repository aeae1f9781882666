import yauzl from "yauzl";
import type { Diagnostic } from "#core/detection/diagnostic";
import { RULE_EXPANDED_BYTES, RULE_FILE_BYTES, RULE_FILES } from "#features/rule/constants";
import { AppError } from "#lib/errors";

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A rule file of an upload: its text, or why there is none. */
export type RuleFile = { readonly file: string; readonly text: string } | { readonly file: string; readonly refused: Diagnostic };

/** The rule files of an upload, counted and not yet read. */
export interface RuleFiles {
  readonly files: number;
  /** Members of archives that are no rule files. */
  readonly skipped: number;
  /** In the order of the upload; the same bytes always give the same order. */
  readonly read: () => AsyncGenerator<RuleFile>;
}

type Reader = () => Promise<RuleFile>;

const ZIP_MAGIC = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const RULE_FILE = /\.(?:ya?ml|toml|eql|kql|md)$/i;
/** What every repository has, and no rule is in. */
const NO_RULE = /(?:^|\/)(?:\.|__MACOSX\/)|(?:^|\/)(?:README|LICENSE|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY)[^/]*\.md$/i;

export const isZip = (bytes: Buffer): boolean => bytes.subarray(0, 4).equals(ZIP_MAGIC);

/** The files of an upload: `multipart/form-data` with any number of them, or a body that is one. Throws `invalid`. */
export async function uploadedFiles(bytes: Buffer, contentType: string, name: string): Promise<readonly UploadedFile[]> {
  if (!contentType.startsWith("multipart/form-data")) return [{ name, bytes }];
  const response = new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } });
  const form = await response.formData().catch((error: unknown) => {
    throw new AppError("invalid", "the form cannot be read", { cause: error });
  });
  const files: UploadedFile[] = [];
  for (const value of form.values()) {
    if (typeof value !== "string") files.push({ name: value.name, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return files;
}

/**
 * Finds the rule files in what was uploaded; a zip stands for those in it. A file that is too large or a member that is damaged costs
 * itself only. Throws `invalid` when there is no rule file at all, `too-large` beyond the limits of an upload.
 */
export async function openRuleFiles(uploaded: readonly UploadedFile[]): Promise<RuleFiles> {
  const readers: Reader[] = [];
  let skipped = 0;
  for (const { name, bytes } of uploaded) {
    if (!isZip(bytes)) {
      readers.push(async () => fileOf(name, bytes.length, async () => bytes));
      continue;
    }
    try {
      const zip = await zipReaders(name, bytes);
      readers.push(...zip.readers);
      skipped += zip.skipped;
    } catch (error) {
      if (error instanceof AppError) throw error;
      const message = `the zip cannot be read: ${textOf(error)}`;
      if (uploaded.length === 1) throw new AppError("invalid", `${name}: ${message}`, { cause: error });
      readers.push(async () => refusedFile(name, "bad-zip", message));
    }
    if (readers.length > RULE_FILES) throw new AppError("too-large", `more than ${RULE_FILES} rule files in one upload`);
  }
  if (readers.length === 0) throw new AppError("invalid", "there is no rule file in the upload (.yml or .yaml, or a zip of them)");
  async function* read(): AsyncGenerator<RuleFile> {
    for (const reader of readers) yield await reader();
  }
  return { files: readers.length, skipped, read };
}

/** What the zip says of sizes is checked by yauzl against what comes out: memory holds one member at a time. */
async function zipReaders(name: string, bytes: Buffer): Promise<{ readonly readers: readonly Reader[]; readonly skipped: number }> {
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true, autoClose: false });
  const readers: Reader[] = [];
  let skipped = 0;
  let expanded = 0;
  for await (const entry of zip.eachEntry()) {
    const file = entry.fileName;
    if (file.endsWith("/")) continue;
    if (!RULE_FILE.test(file) || NO_RULE.test(file)) {
      skipped++;
      continue;
    }
    if (readers.length >= RULE_FILES) throw new AppError("too-large", `${name}: more than ${RULE_FILES} rule files`);
    expanded += Math.min(entry.uncompressedSize, RULE_FILE_BYTES);
    if (expanded > RULE_EXPANDED_BYTES) throw new AppError("too-large", `${name}: more than ${RULE_EXPANDED_BYTES} bytes of rules`);
    readers.push(() => fileOf(file, entry.uncompressedSize, async () => gather(await zip.openReadStreamPromise(entry))));
  }
  return { readers, skipped };
}

async function fileOf(file: string, size: number, read: () => Promise<Buffer>): Promise<RuleFile> {
  if (size > RULE_FILE_BYTES) return refusedFile(file, "file-too-large", `a rule file has at most ${RULE_FILE_BYTES} bytes`);
  try {
    return { file, text: (await read()).toString("utf8") };
  } catch (error) {
    return refusedFile(file, "unreadable", `the file cannot be read: ${textOf(error)}`);
  }
}

function refusedFile(file: string, code: string, message: string): RuleFile {
  return { file, refused: { severity: "error", code, message, line: 1, column: 1 } };
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export async function gather(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}
