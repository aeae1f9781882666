import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { RuleSource } from "#core/detection/rule-reader";

/**
 * The rules that ship with Callout: every rule file beside this one, in the order of their names.
 * Rejects when they cannot be read.
 */
export async function loadBuiltInRules(): Promise<readonly RuleSource[]> {
  for (const folder of FOLDERS) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".yml")).sort();
    if (names.length > 0)
      return Promise.all(names.map(async (name) => ({ file: name, text: await readFile(path.join(folder, name), "utf8") })));
  }
  throw new Error(`the built-in rules are in none of ${FOLDERS.join(", ")}`);
}

/** A bundler moves this module without the rule files; they are then found from the project's own folder, where every command starts. */
const FOLDERS: readonly string[] = [import.meta.dirname, path.join(process.cwd(), "lib", "rules")].filter((folder) => folder !== undefined);
