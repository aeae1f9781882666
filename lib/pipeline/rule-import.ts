import { type CompiledFile, readRules } from "#core/detection/compile";
import { linkStored } from "#core/detection/compile-stored";
import type { CompiledRule } from "#core/detection/rule";
import type { ReadFile, RuleSource } from "#core/detection/rule-reader";
import type { Placeholders } from "#core/detection/sigma/modifiers";
import type { Actor } from "#features/account/types";
import { listPlaceholders } from "#features/placeholder/data";
import { getImporter, getSeenRules, listPendingRuleImports } from "#features/rule/import/data";
import {
  countImportFiles,
  finishRuleImport,
  type ImportPart,
  isImportCancelled,
  startRuleImport,
  storeImportPart,
} from "#features/rule/import/mutations";
import { listReferred } from "#features/rule/link/data";
import { storeRules } from "#features/rule/mutations";
import type { RuleImportFile, RuleImportReport } from "#features/rule/types";
import { db } from "#lib/db/client";
import { onPrisma } from "#lib/db/query";
import { AppError } from "#lib/errors";
import { log } from "#lib/log";
import { loadBuiltInRules } from "#lib/rules/builtin";
import { gather, openRuleFiles, type RuleFile, type RuleFiles, uploadedFiles } from "./rule-files.ts";
import { openSpool, removeSpool } from "./spool.ts";

/** Compiling a rule takes a millisecond; others get their turn after this many. */
const YIELD_EVERY = 20;
/** Files of one transaction, and of one step of the progress that people see. */
const PART_FILES = 200;

/** How an attempt ended. `interrupted`: the worker is shutting down; the next attempt goes on where this one stopped. */
export type RuleImportEnd = "done" | "failed" | "cancelled" | "interrupted" | "nothing-to-do";

/** Imports a spooled upload, part by part. */
export async function runRuleImport(importId: string, shutdown: AbortSignal): Promise<RuleImportEnd> {
  const [started, actor] = await Promise.all([startRuleImport(importId, new Date()), getImporter(importId)]);
  if (!started || !actor) return "nothing-to-do";
  const fail = async (error: string): Promise<RuleImportEnd> => {
    await finishRuleImport(importId, { status: "failed", error }, new Date());
    await removeSpool(importId);
    return "failed";
  };
  const spooled = await openSpool(importId);
  if (!spooled) return fail("the uploaded file is no longer there: upload it again");
  let bytes: Buffer;
  try {
    bytes = await gather(spooled.stream());
  } finally {
    await spooled.close();
  }
  let files: RuleFiles;
  try {
    files = await openRuleFiles(await uploadedFiles(bytes, started.contentType, started.name));
  } catch (error) {
    if (error instanceof AppError) return fail(error.message);
    throw error;
  }
  const end = await importFiles(actor, importId, files, started, shutdown);
  if (end === "interrupted") return end;
  await finishRuleImport(importId, { status: end, error: null }, new Date());
  await removeSpool(importId);
  return end;
}

/** Ends imports recorded before a time whose bytes are gone: nobody will take them up. A server that died over a small one leaves such. */
export async function endLostImports(before: Date): Promise<void> {
  for (const importId of await listPendingRuleImports(before)) {
    const spooled = await openSpool(importId);
    if (spooled) await spooled.close();
    else {
      const error = "the server stopped in the middle of it: upload the file again";
      await finishRuleImport(importId, { status: "failed", error }, new Date());
    }
  }
}

/** Compiles and stores the files from `filesRead` on; what is stored when it is stopped between two parts stays. */
export async function importFiles(
  actor: Actor,
  importId: string,
  files: RuleFiles,
  options: { readonly startsEnabled: boolean; readonly filesRead: number },
  signal: AbortSignal,
): Promise<"done" | "cancelled" | "interrupted"> {
  await countImportFiles(importId, { files: files.files, skipped: files.skipped });
  const seen = options.filesRead > 0 ? await getSeenRules(importId) : new Map();
  const { startsEnabled } = options;
  let part: RuleFile[] = [];
  let position = 0;
  for await (const file of files.read()) {
    if (position++ < options.filesRead) continue;
    part.push(file);
    if (part.length < PART_FILES) continue;
    if (signal.aborted) return "interrupted";
    if (await isImportCancelled(importId)) return "cancelled";
    await storeImportPart(actor, importId, await compiled(part), { startsEnabled, seen });
    part = [];
  }
  if (part.length > 0) await storeImportPart(actor, importId, await compiled(part), { startsEnabled, seen });
  return "done";
}

/**
 * Each file succeeds or is refused for itself. What its correlations and filters refer to is looked for beside it and in the store; a later
 * part may still bring it (`relinkRules`).
 */
async function compiled(files: readonly RuleFile[]): Promise<ImportPart> {
  const placeholders = await listPlaceholders();
  const rules: CompiledRule[] = [];
  const names: string[] = [];
  const unreadable: RuleImportFile[] = [];
  let others = 0;
  const read: (ReadFile | undefined)[] = [];
  for (const [position, file] of files.entries()) {
    if (position % YIELD_EVERY === YIELD_EVERY - 1) await new Promise((resolve) => setImmediate(resolve));
    read.push("text" in file ? readRules(file, { placeholders }) : undefined);
  }
  const stored = await referredBy(read, placeholders);
  for (const [position, file] of files.entries()) {
    if (position % YIELD_EVERY === YIELD_EVERY - 1) await new Promise((resolve) => setImmediate(resolve));
    if ("isOther" in file) {
      others++;
      continue;
    }
    const result = "refused" in file ? { rules: [], diagnostics: [file.refused] } : linked(read[position], read, stored);
    const name = "line" in file ? `${file.file}, line ${file.line}` : file.file;
    for (const rule of result.rules) {
      rules.push(rule);
      names.push(name);
    }
    // What is said of the file beside its rules, a filter in it for one, must not be lost with them accepted.
    const ofRules = new Set(result.rules.flatMap((rule) => rule.diagnostics));
    const ofFile = result.diagnostics.filter((diagnostic) => !ofRules.has(diagnostic));
    if (ofFile.some(({ severity }) => severity === "error"))
      unreadable.push({ file: name, ruleId: null, title: null, outcome: "refused", diagnostics: ofFile });
  }
  return { files: files.length, others, rules, names, unreadable };
}

const refersToNone = ({ units }: ReadFile): boolean => units.every(({ body }) => body.kind === "rule");

/** Stored rules that correlations and filters of these files refer to. */
async function referredBy(files: readonly (ReadFile | undefined)[], placeholders: Placeholders): Promise<readonly ReadFile[]> {
  const known = files.filter((file) => file !== undefined);
  return known.every(refersToNone) ? [] : listReferred(onPrisma(db()), known, placeholders);
}

function linked(file: ReadFile | undefined, part: readonly (ReadFile | undefined)[], stored: readonly ReadFile[]): CompiledFile {
  if (!file) return { rules: [], diagnostics: [] };
  if (refersToNone(file)) return linkStored([file], []);
  const beside = part.flatMap((other) => (other && other !== file ? [other] : []));
  const known = new Set(beside.flatMap(({ units }) => units.map(({ id }) => id)));
  const older = stored.map((other) => ({ ...other, units: other.units.filter(({ id }) => !known.has(id)) }));
  return linkStored([file], [...beside, ...older]);
}

/** Compiles and stores rule files in one go and keeps no report: for Callout's own. */
export async function importRules(actor: Actor, sources: readonly RuleSource[], options = { builtIn: false }): Promise<RuleImportReport> {
  const { rules, unreadable } = await compiled(sources);
  const stored = rules.length === 0 ? [] : await storeRules(actor, rules, options);
  const files = [...stored, ...unreadable];
  const count = (outcome: RuleImportFile["outcome"]): number => files.filter((file) => file.outcome === outcome).length;
  return { accepted: count("added"), updated: count("updated"), unchanged: count("unchanged"), refused: count("refused"), files };
}

/** Brings Callout's own rules up to date. One that a person turned off stays off. */
export async function seedBuiltInRules(actor: Actor): Promise<void> {
  const { files, ...counts } = await importRules(actor, await loadBuiltInRules(), { builtIn: true });
  log.info(counts, "built-in rules");
  for (const file of files)
    if (file.outcome === "refused") log.error({ file: file.file, diagnostics: file.diagnostics }, "a built-in rule is refused");
}
