import { stat } from "node:fs/promises";
import path from "node:path";
import { compileExceptions } from "#core/exception/judge";
import type { ScanCommand } from "./command-line.ts";
import { readExceptions } from "./exceptions-file.ts";
import { HitStore } from "./hit-store.ts";
import { say, saySummary, writeLines } from "./output.ts";
import { readPlaceholdersFile } from "./placeholders-file.ts";
import { looksLikeRules, namesBelow } from "./rule-files.ts";
import { loadRules } from "./rules.ts";
import { type FileTally, scanFile } from "./scan-file.ts";
import { scanInThreads } from "./scan-threads.ts";
import { scannerOf } from "./scanner.ts";
import { UsageError } from "./usage.ts";
import type { CapturedHit } from "./watch.ts";

/** Runs `scan` and gives the exit status. */
export async function scan(command: ScanCommand, now: number): Promise<number> {
  const { rulePaths, filterPaths, eventPaths } = await divideScanPaths(command);
  const files = await expand(eventPaths);
  const exceptions = await readExceptions(command.exceptions);
  const placeholders = await readPlaceholdersFile(command.placeholders);
  const start = performance.now();
  const loaded = await loadRules(rulePaths, filterPaths, { placeholders });
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
  const store = new HitStore(loaded.rules);
  const outlet = { write: writeLines, keep: async (hits: readonly CapturedHit[]) => store.keep(hits) };
  if (threads > 1) {
    await scanInThreads({ files, rulePaths, filterPaths, placeholders, exceptions, now }, threads, outlet, done);
  } else {
    const scanner = scannerOf(loaded.rules, judge, now);
    for (const file of files) done(await scanFile(file, scanner, outlet));
  }
  const begun = performance.now();
  const stateful = store.findings(command.maxEvidence);
  const running = performance.now() - begun;
  if (stateful.lines.length > 0) await writeLines(stateful.lines);
  for (const problem of stateful.problems) say(problem);
  const sum = (pick: (tally: FileTally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
  saySummary({
    files: files.length,
    records: sum((tally) => tally.records),
    events: sum((tally) => tally.events),
    faults: sum((tally) => tally.faults),
    rules: { loaded: loaded.loaded, rejected: loaded.rejected },
    findings: sum((tally) => tally.findings) + stateful.lines.length,
    silenced: sum((tally) => tally.silenced) + stateful.silenced,
    loading,
    decoding: sum((tally) => tally.decoding),
    matching: sum((tally) => tally.matching) + running,
  });
  return loaded.errors.length > 0 || judge.broken.size > 0 || stateful.problems.length > 0 || tallies.some((tally) => tally.isUnusable)
    ? 1
    : 0;
}

interface ScanPaths {
  readonly rulePaths: readonly string[];
  readonly filterPaths: readonly string[];
  readonly eventPaths: readonly string[];
}

/**
 * With nothing between rules or filters and files (`--rules R FILE`), the first path is rules and so is every other that
 * holds rules and no events.
 */
async function divideScanPaths({ rules, filters, files }: ScanCommand): Promise<ScanPaths> {
  if (files.length > 0) return { rulePaths: rules, filterPaths: filters, eventPaths: files };
  const [rulePaths, afterRules] = await split(rules);
  const [filterPaths, afterFilters] = await split(filters);
  const eventPaths = [...afterRules, ...afterFilters];
  if (eventPaths.length === 0) throw new UsageError("scan needs a FILE");
  return { rulePaths, filterPaths, eventPaths };
}

async function split(paths: readonly string[]): Promise<readonly [rules: readonly string[], events: readonly string[]]> {
  const isRules = await Promise.all(paths.map(async (file, at) => at === 0 || (await looksLikeRules(file))));
  return [paths.filter((_, at) => isRules[at]), paths.filter((_, at) => !isRules[at])];
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
