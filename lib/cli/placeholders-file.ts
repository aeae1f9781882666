import { readFile } from "node:fs/promises";
import type { Placeholders } from "#core/detection/sigma/modifiers";
import { readPlaceholders } from "#core/detection/sigma/placeholder-file";
import { UsageError } from "./usage.ts";

/** Reads the values of `%placeholders%`. Throws UsageError when the file is not whole: rules would mean something else. */
export async function readPlaceholdersFile(file: string | undefined): Promise<Placeholders> {
  if (file === undefined) return new Map();
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UsageError(`${file} has no placeholders: ${error.message}`);
  });
  const { placeholders, diagnostics } = readPlaceholders(text);
  const [first] = diagnostics;
  if (first) throw new UsageError(`${file}:${first.line}:${first.column}: ${first.code}: ${first.message}`);
  return placeholders;
}
