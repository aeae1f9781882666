import { stat } from "node:fs/promises";
import path from "node:path";
import { createRuleSet } from "#core/detection/rule-set";
import { compileExceptions } from "#core/exception/judge";
import type { ScanCommand } from "./command-line.ts";
import { readExceptions } from "./exceptions-file.ts";
import { say, saySummary, writeLines } from "./output.ts";
import { looksLikeRules, namesBelow } from "./rule-files.ts";
import { loadRules } from "./rules.ts";
import { type FileTally, scanFile } from "./scan-file.ts";
import { scanInThreads } from "./scan-threads.ts";
import { UsageError } from "./usage.ts";

/** Runs `scan` and gives the exit status. */
export async function scan(command: ScanCommand, now: number): Promise<number> {
  const [rulePaths, eventPaths] = await divideScanPaths(command);
  const files = await expand(eventPaths);
  const exceptions = await readExceptions(command.exceptions);
  const start = performance.now();
  const loaded = await loadRules(rulePaths);
  for (const problem of loaded.errors) say(problem);
  const judge = compileExceptions(exceptions);
  for (const [id, reason] of judge.broken) say(`exception ${id} silences nothing: ${reason}`);
  const loading = performance.now() - start;
  const tallies: FileTally[] = [];
  const done = (tally: FileTally) => {
    for (const problem of tally.problems) say(problem);
    tallies.push(tally);
  };
  const threads = Math.min(command.threads, files.length);
  if (threads > 1) {
    await scanInThreads({ files, rulePaths, exceptions, now }, threads, writeLines, done);
  } else {
    const scanner = { rules: createRuleSet(loaded.rules), judge, now };
    for (const file of files) done(await scanFile(file, scanner, writeLines));
  }
  const sum = (pick: (tally: FileTally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
  saySummary({
    files: files.length,
    records: sum((tally) => tally.records),
    events: sum((tally) => tally.events),
    faults: sum((tally) => tally.faults),
    rules: { loaded: loaded.loaded, rejected: loaded.rejected },
    findings: sum((tally) => tally.findings),
    silenced: sum((tally) => tally.silenced),
    loading,
    decoding: sum((tally) => tally.decoding),
    matching: sum((tally) => tally.matching),
  });
  return loaded.errors.length > 0 || judge.broken.size > 0 || tallies.some((tally) => tally.isUnusable) ? 1 : 0;
}

/** With nothing between rules and files (`--rules R FILE`), the first path is rules and so is every other that holds rules and no events. */
async function divideScanPaths({ rules, files }: ScanCommand): Promise<readonly [rules: readonly string[], files: readonly string[]]> {
  if (files.length > 0) return [rules, files];
  const isRules = await Promise.all(rules.map(async (file, at) => at === 0 || (await looksLikeRules(file))));
  const events = rules.filter((_, at) => !isRules[at]);
  if (events.length === 0) throw new UsageError("scan needs a FILE");
  return [rules.filter((_, at) => isRules[at]), events];
}

/** Folders stand for the files in them. A path that is not there stays: scanning it reports it. */
async function expand(paths: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    paths.map(async (root) => {
      const info = await stat(root).catch(() => undefined);
      return info?.isDirectory() ? (await namesBelow(root)).map((name) => path.join(root, name)) : [root];
    }),
  );
  return lists.flat();
}
