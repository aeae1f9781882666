import yauzl from "yauzl";
import type { RuleSource } from "#core/detection/compile";
import { RULE_EXPANDED_BYTES, RULE_FILE_BYTES, RULE_FILES, RULE_UPLOAD_BYTES } from "#features/rule/constants";
import { AppError } from "#lib/errors";
import { bodyOf } from "#lib/http";

const ZIP_MAGIC = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const RULE_FILE = /\.(?:ya?ml|toml|eql|kql|md)$/i;

/**
 * The rule files of an upload: `multipart/form-data` with any number of files, or a body that is one file (`?name=`).
 * A zip, wherever it comes, stands for the rule files in it. Throws `too-large` or `invalid`.
 */
export async function readRuleUpload(request: Request): Promise<readonly RuleSource[]> {
  const bytes = await gather(bodyOf(request, RULE_UPLOAD_BYTES));
  const type = request.headers.get("content-type") ?? "";
  const name = new URL(request.url).searchParams.get("name") ?? "rule.yml";
  const files = type.startsWith("multipart/form-data") ? await formFiles(bytes, type) : [{ name, bytes }];
  const sources: RuleSource[] = [];
  for (const file of files) sources.push(...(await sourcesOf(file.name, file.bytes)));
  if (sources.length === 0) throw new AppError("invalid", "there is no rule file in the upload (.yml or .yaml, or a zip of them)");
  return sources;
}

async function gather(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function formFiles(bytes: Buffer, type: string): Promise<readonly { readonly name: string; readonly bytes: Buffer }[]> {
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData().catch((error: unknown) => {
    throw new AppError("invalid", "the form cannot be read", { cause: error });
  });
  const files: { name: string; bytes: Buffer }[] = [];
  for (const value of form.values()) {
    if (typeof value !== "string") files.push({ name: value.name, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return files;
}

async function sourcesOf(name: string, bytes: Buffer): Promise<readonly RuleSource[]> {
  if (bytes.subarray(0, 4).equals(ZIP_MAGIC)) return zipSources(name, bytes);
  if (bytes.length > RULE_FILE_BYTES) throw new AppError("too-large", `${name}: a rule file has at most ${RULE_FILE_BYTES} bytes`);
  return [{ file: name, text: bytes.toString("utf8") }];
}

/** Members that are rule files, by name. What the zip says of sizes is checked by yauzl against what comes out. */
async function zipSources(name: string, bytes: Buffer): Promise<readonly RuleSource[]> {
  try {
    const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true, autoClose: false });
    const sources: RuleSource[] = [];
    let expanded = 0;
    for await (const entry of zip.eachEntry()) {
      if (!RULE_FILE.test(entry.fileName) || /(?:^|\/)(?:\.|__MACOSX\/)/.test(entry.fileName)) continue;
      if (sources.length >= RULE_FILES) throw new AppError("too-large", `${name}: more than ${RULE_FILES} rule files`);
      expanded += entry.uncompressedSize;
      if (entry.uncompressedSize > RULE_FILE_BYTES)
        throw new AppError("too-large", `${name}/${entry.fileName}: a rule file has at most ${RULE_FILE_BYTES} bytes`);
      if (expanded > RULE_EXPANDED_BYTES) throw new AppError("too-large", `${name}: more than ${RULE_EXPANDED_BYTES} bytes of rules`);
      const member = await gather(await zip.openReadStreamPromise(entry));
      sources.push({ file: entry.fileName, text: member.toString("utf8") });
    }
    return sources;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("invalid", `${name}: the zip cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
