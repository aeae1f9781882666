import type { Dirent } from "node:fs";
import { open, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { isRuleFile, languageOf, readersOf } from "#core/detection/compile";
import type { RuleSource } from "#core/detection/rule-reader";
import { messageOf } from "#lib/errors";
import { readZipTexts, zipNames } from "./zip.ts";

/** A path that could not be read, in words. */
export interface UnreadablePath {
  readonly path: string;
  readonly reason: string;
}

/** Longest rule file read: an export of all rules; the compiler refuses single rules of less. */
const MOST_BYTES = 128 * 1024 * 1024;

/** All rule files below a path: the path itself, those in a folder at any depth, or those in a zip. In the order of their names. */
export async function* ruleFilesBelow(root: string): AsyncGenerator<RuleSource | UnreadablePath> {
  const info = await stat(root).catch(() => undefined);
  if (!info) yield { path: root, reason: "there is no such file or folder" };
  else if (info.isDirectory()) yield* inFolder(root);
  else if (await isZip(root)) yield* inZip(root);
  else yield await readRule(root);
}

async function* inFolder(root: string): AsyncGenerator<RuleSource | UnreadablePath> {
  let found = 0;
  for (const name of await namesBelow(root)) {
    if (readersOf(name).length === 0) continue;
    const source = await readRule(path.join(root, name));
    if ("text" in source ? !mayHoldRule(source) : languageOf(name) === undefined) continue;
    found++;
    yield source;
  }
  if (found === 0) yield { path: root, reason: "there is no rule file in this folder" };
}

async function* inZip(root: string): AsyncGenerator<RuleSource | UnreadablePath> {
  let found = 0;
  for await (const entry of readZipTexts(root, (name) => readersOf(name).length > 0, MOST_BYTES)) {
    if ("reason" in entry) {
      yield { path: entry.name === "" ? root : `${root}/${entry.name}`, reason: entry.reason };
      continue;
    }
    const source = { file: `${root}/${entry.name}`, text: entry.text };
    if (!mayHoldRule(source)) continue;
    found++;
    yield source;
  }
  if (found === 0) yield { path: root, reason: "there is no rule file in this zip" };
}

/** Prose and data are not rules that failed: of Markdown only what has KQL counts, of TOML only what has a rule table. */
function mayHoldRule(source: RuleSource): boolean {
  const { file, text } = source;
  if (!isRuleFile(source)) return false;
  return !/\.toml$/i.test(file) || /^[ \t]*\[rule\]/m.test(text);
}

async function readRule(file: string): Promise<RuleSource | UnreadablePath> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) return { path: file, reason: `a rule file has at most ${MOST_BYTES} bytes` };
    return { file, text: await readFile(file, "utf8") };
  } catch (error) {
    return { path: file, reason: messageOf(error) };
  }
}

/** Files below a folder, relative to it, sorted; links are not followed. */
export async function namesBelow(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const isFile = (entry: Dirent) => entry.isFile();
  return entries
    .filter(isFile)
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

async function isZip(file: string): Promise<boolean> {
  return (await zipNames(file)) !== undefined;
}

/**
 * Whether a path that could be rules or events is rules: it ends like a rule, is Kibana's export of some, or holds rule files
 * and nothing that could be events.
 */
export async function looksLikeRules(file: string): Promise<boolean> {
  if (languageOf(file) !== undefined) return true;
  const info = await stat(file).catch(() => undefined);
  if (info?.isFile() && readersOf(file).length > 0) return isExport(file, info.size);
  const names = info?.isDirectory() ? await namesBelow(file) : info?.isFile() ? ((await zipNames(file)) ?? []) : [];
  return names.some((name) => languageOf(name) !== undefined) && !names.some((name) => EVENT_FILE.test(name));
}

/** Rules that are exported have some kilobytes each. */
const HEAD = 1024 * 1024;

/** Of lines the first ones tell; a text that is one document has to be read. */
async function isExport(file: string, size: number): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return false;
  try {
    const head = Buffer.alloc(Math.min(size, HEAD));
    await handle.read(head, 0, head.length, 0);
    const text = head.toString("utf8");
    if (size <= HEAD) return isRuleFile({ file, text });
    if (isRuleFile({ file, text: text.slice(0, text.lastIndexOf("\n") + 1) })) return true;
    const isOne = /^\uFEFF?\s*(?:\[|\{\s*\n)/.test(text);
    return isOne && size <= MOST_BYTES && isRuleFile({ file, text: await readFile(file, "utf8") });
  } finally {
    await handle.close();
  }
}

const EVENT_FILE = /\.(?:evtx|ndjson|jsonl?|csv|gz|tgz|tar|zip|xml|log)$/i;
