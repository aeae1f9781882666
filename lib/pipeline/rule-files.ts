import yauzl from "yauzl";
import { isRuleFile, readersOf } from "#core/detection/compile";
import type { Diagnostic } from "#core/detection/diagnostic";
import { RULE_EXPANDED_BYTES, RULE_FILE_BYTES, RULE_FILES, RULE_LISTING_BYTES, RULE_UPLOAD_BYTES } from "#features/rule/constants";
import { AppError, messageOf } from "#lib/errors";

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * A rule file of an upload: its text, why there is none, or that it is something else after all. Of a bundle with a rule on each line
 * every line is one, and says which.
 */
export type RuleFile =
  | { readonly file: string; readonly text: string; readonly line?: number }
  | { readonly file: string; readonly refused: Diagnostic }
  | { readonly file: string; readonly isOther: true };

/** The rule files of an upload, counted and not yet read. */
export interface RuleFiles {
  /** Files, and lines of bundles. */
  readonly files: number;
  /** Members of archives whose names say that they are no rule files. */
  readonly skipped: number;
  /** In the order of the upload; the same bytes always give the same order. */
  readonly read: () => AsyncGenerator<RuleFile>;
}

type Reader = () => Promise<readonly RuleFile[]>;

const ZIP_MAGIC = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
/** Kibana writes its exports with a rule on each line. */
const BUNDLE = /\.(?:ndjson|jsonl)$/i;
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
  /** Lines of bundles beyond the first of each. */
  let further = 0;
  for (const { name, bytes } of uploaded) {
    if (!isZip(bytes)) {
      if (BUNDLE.test(name)) further += Math.max(0, countLines(bytes) - 1);
      readers.push(async () => sifted(name, await filesOf(name, bytes.length, async () => bytes), uploaded.length > 1));
      continue;
    }
    try {
      const zip = await zipReaders(name, bytes);
      for (const reader of zip.readers) readers.push(reader);
      skipped += zip.skipped;
    } catch (error) {
      if (error instanceof AppError) throw error;
      const message = `the zip cannot be read: ${messageOf(error)}`;
      if (uploaded.length === 1) throw new AppError("invalid", `${name}: ${message}`, { cause: error });
      readers.push(async () => [refusedFile(name, "bad-zip", message)]);
    }
    if (readers.length + further > RULE_FILES) throw new AppError("too-large", `more than ${RULE_FILES} rule files in one upload`);
  }
  if (readers.length === 0) throw new AppError("invalid", `there is no rule file in the upload (${RULE_FORMS}, or a zip of them)`);
  async function* read(): AsyncGenerator<RuleFile> {
    for (const reader of readers) yield* await reader();
  }
  return { files: readers.length + further, skipped, read };
}

const RULE_FORMS = ".yml, .toml, .ndjson, .json, .eql, .kql or .md";

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (const line of linesOf(bytes.toString("utf8"))) if (line.trim() !== "") lines++;
  return lines;
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    yield text.slice(start, end < 0 ? text.length : end);
    start = end < 0 ? text.length : end + 1;
  }
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
    if (readersOf(file).length === 0 || NO_RULE.test(file)) {
      skipped++;
      continue;
    }
    if (readers.length >= RULE_FILES) throw new AppError("too-large", `${name}: more than ${RULE_FILES} rule files`);
    expanded += Math.min(entry.uncompressedSize, mostBytes(file));
    if (expanded > RULE_EXPANDED_BYTES) throw new AppError("too-large", `${name}: more than ${RULE_EXPANDED_BYTES} bytes of rules`);
    readers.push(async () => {
      const files = await filesOf(file, entry.uncompressedSize, async () => gather(await zip.openReadStreamPromise(entry)));
      return sifted(file, files, true);
    });
  }
  return { readers, skipped };
}

/** Repositories have other JSON and Markdown; the one file that somebody chose by hand is refused instead, and says why. */
function sifted(file: string, files: readonly RuleFile[], isOneOfMany: boolean): readonly RuleFile[] {
  const readers = readersOf(file);
  if (!isOneOfMany || readers.length === 0 || readers.some((reader) => !reader.isShared)) return files;
  return files.map((each) => ("text" in each && !isRuleFile(each) ? { file, isOther: true } : each));
}

/** The most a file of one form has: one rule, a listing of an organisation's, or a bundle, which is read line by line. */
function mostBytes(file: string): number {
  if (BUNDLE.test(file)) return RULE_UPLOAD_BYTES;
  return /\.json$/i.test(file) ? RULE_LISTING_BYTES : RULE_FILE_BYTES;
}

async function filesOf(file: string, size: number, read: () => Promise<Buffer>): Promise<readonly RuleFile[]> {
  if (size > mostBytes(file)) return [refusedFile(file, "file-too-large", `a rule file has at most ${mostBytes(file)} bytes`)];
  try {
    const text = (await read()).toString("utf8");
    return BUNDLE.test(file) ? bundled(file, text) : [{ file, text }];
  } catch (error) {
    return [refusedFile(file, "unreadable", `the file cannot be read: ${messageOf(error)}`)];
  }
}

/**
 * The rules of a bundle, each with its own text: its line, and those of the exceptions it names, so that it means the same when it is
 * read again by itself. Lists, exceptions and the summary at its end are no rules.
 */
function bundled(file: string, text: string): readonly RuleFile[] {
  const lines = Array.from(linesOf(text), (each, index) => ({ text: each, line: index + 1, value: jsonOf(each) })).filter(
    (each) => each.text.trim() !== "",
  );
  const exceptions = new Map<string, string[]>();
  for (const { value, text: own } of lines) {
    if (!isObject(value) || !("item_id" in value) || !("entries" in value)) continue;
    const list = String(value.list_id);
    const known = exceptions.get(list);
    if (known) known.push(own);
    else exceptions.set(list, [own]);
  }
  return lines.map(({ text: own, line, value }): RuleFile => {
    if (isBeside(value)) return { file, isOther: true };
    const whole = [own, ...listsOf(value).flatMap((list) => exceptions.get(list) ?? [])].join("\n");
    if (whole.length <= RULE_FILE_BYTES) return { file, text: whole, line };
    return refusedFile(file, "file-too-large", `the rule of line ${line} has more than ${RULE_FILE_BYTES} bytes with its exceptions`);
  });
}

type Members = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Members => typeof value === "object" && value !== null && !Array.isArray(value);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The compiler says of it what is wrong, and where.
    return undefined;
  }
}

/** What goes with rules in an export and is none; a line that nobody understands is no such thing, so that somebody is told of it. */
function isBeside(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (["list_id", "exported_count", "exported_rules_count", "exportedCount"].some((name) => name in value)) return true;
  return "attributes" in value && value.type !== "alert";
}

/** The lists of exceptions a rule names, as the API writes them and as saved objects do. */
function listsOf(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  const { attributes } = value;
  const params = isObject(attributes) ? attributes.params : undefined;
  const lists = value.exceptions_list ?? (isObject(params) ? params.exceptionsList : undefined);
  if (!Array.isArray(lists)) return [];
  return lists.flatMap((list) => (isObject(list) ? [String(list.list_id ?? list.listId)] : []));
}

function refusedFile(file: string, code: string, message: string): RuleFile {
  return { file, refused: { severity: "error", code, message, line: 1, column: 1 } };
}

export async function gather(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}
