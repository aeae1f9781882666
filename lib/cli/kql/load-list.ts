import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { ExternalList } from "#core/detection/kql/bind/session";
import { UsageError } from "../usage.ts";
import { readZipTexts, zipNames } from "../zip.ts";

const MOST_BYTES = 256 * 1024 * 1024;

/** A list for `externaldata`: a text file, one in gzip, or the first file of a zip. Throws UsageError when it cannot be read. */
export async function loadList(file: string): Promise<ExternalList> {
  const names = await zipNames(file);
  if (names) {
    for await (const found of readZipTexts(file, (name) => name === names[0], MOST_BYTES)) {
      if ("text" in found) return withFormat(found.name, found.text);
      throw new UsageError(`${file}: ${found.reason}`);
    }
    throw new UsageError(`${file} is an empty zip`);
  }
  try {
    const bytes = await readFile(file);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = (isGzip ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes).toString("utf8");
    return withFormat(file.replace(/\.gz$/i, ""), text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  }
}

function withFormat(name: string, text: string): ExternalList {
  const format = /\.(csv|tsv|psv|txt|json|multijson)$/i.exec(name)?.[1]?.toLowerCase();
  return format === undefined ? { text } : { text, format };
}
