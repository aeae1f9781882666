import { stat } from "node:fs/promises";
import path from "node:path";
import { scansOf } from "#core/detection/ir/plan-walk";
import type { ExternalList } from "#core/detection/kql/bind/session";
import { parseDatetime } from "#core/detection/kql/value/parse-time";
import type { CompiledRule } from "#core/detection/rule";
import { stepNames } from "#core/detection/step-place";
import type { Event } from "#core/event/event";
import type { Exception } from "#core/exception/exception";
import { compileExceptions } from "#core/exception/judge";
import type { ScanCommand } from "./command-line.ts";
import { readExceptions } from "./exceptions-file.ts";
import { HitStore } from "./hit-store.ts";
import { loadList } from "./kql/load-list.ts";
import { eventsOf, newTally } from "./kql/load-tables.ts";
import { addressDataFor, outsideOf } from "./kql/outside.ts";
import { type TabularFindings, TabularStore } from "./kql/tabular-store.ts";
import { say, saySummary, writeLines } from "./output.ts";
import { readPlaceholdersFile } from "./placeholders-file.ts";
import { looksLikeRules, namesBelow } from "./rule-files.ts";
import { loadRules } from "./rules.ts";
import { type FileTally, isSilenced, scanFile } from "./scan-file.ts";
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
  for (const notice of lostSteps(exceptions, loaded.rules)) say(notice);
  const loading = performance.now() - start;
  const tallies: FileTally[] = [];
  const done = (tally: FileTally) => {
    for (const problem of tally.problems) say(problem);
    tallies.push(tally);
  };
  const store = new HitStore(loaded.rules);
  const tabular = await TabularStore.create(loaded.rules, (rule, event) => isSilenced(rule, event, { judge, now }));
  const see = tabular.isNeeded ? { see: (event: Event) => tabular.see(event) } : {};
  const outlet = { write: writeLines, keep: async (hits: readonly CapturedHit[]) => store.keep(hits), ...see };
  if (command.threads > 1) {
    await scanInThreads({ files, rules: loaded.rules, exceptions, now }, command.threads, outlet, done);
    // Rows cannot travel between threads: rules that are queries read the files once more.
    if (tabular.isNeeded) for await (const event of eventsOf(files, now, newTally(), false)) tabular.see(event);
  } else {
    const scanner = scannerOf(loaded.rules, judge, now);
    for (const file of files) done(await scanFile({ file }, scanner, outlet));
  }
  const begun = performance.now();
  const stateful = store.findings(command.maxEvidence);
  const queried = await askTabular(tabular, loaded.rules, command, now);
  const running = performance.now() - begun;
  for (const found of [stateful, queried]) {
    if (found.lines.length > 0) await writeLines(found.lines);
    for (const problem of found.problems) say(problem);
  }
  for (const notice of queried.notices) say(notice);
  const seen = sumOf(tallies);
  saySummary(
    {
      files: files.length,
      records: seen.records,
      events: seen.events,
      faults: seen.faults,
      rules: { loaded: loaded.loaded, rejected: loaded.rejected },
      findings: seen.findings + stateful.lines.length + queried.lines.length,
      silenced: seen.silenced + stateful.silenced + queried.silenced,
    },
    { loading, decoding: seen.decoding, matching: seen.matching + running },
  );
  const problems = loaded.errors.length + judge.broken.size + stateful.problems.length + queried.problems.length;
  return problems > 0 || tallies.some((tally) => tally.isUnusable) ? 1 : 0;
}

const COUNTED = ["records", "events", "faults", "findings", "silenced", "decoding", "matching"] as const;

/** What all files had together. */
function sumOf(tallies: readonly FileTally[]): { readonly [C in (typeof COUNTED)[number]]: number } {
  const sum = { records: 0, events: 0, faults: 0, findings: 0, silenced: 0, decoding: 0, matching: 0 };
  for (const tally of tallies) for (const counted of COUNTED) sum[counted] += tally[counted];
  return sum;
}

/** Runs the rules that are queries over what they were given. */
async function askTabular(
  store: TabularStore,
  rules: readonly CompiledRule[],
  { now: written, tables, maxEvidence }: ScanCommand,
  present: number,
): Promise<TabularFindings> {
  if (!store.isNeeded) return { lines: [], silenced: 0, problems: [], notices: [] };
  const at = written === undefined ? undefined : parseDatetime(written);
  if (written !== undefined && at === undefined) throw new UsageError(`--now takes an ISO date and time, not "${written}"`);
  const lists = new Map<string, ExternalList>();
  for (const { name, file } of tables) lists.set(name, await loadList(file));
  const texts = rules.flatMap(({ plan }) => (plan?.op === "query" ? [plan.text] : []));
  return store.findings(at, present * 1_000, maxEvidence, outsideOf(lists, await addressDataFor(texts)));
}

/** Exceptions of a step that their rule does not have: they silence nothing, which is seldom meant. */
function lostSteps(exceptions: readonly Exception[], rules: readonly CompiledRule[]): readonly string[] {
  return exceptions.flatMap(({ id, step, rules: [only] }) => {
    const rule = rules.find((candidate) => candidate.id === only);
    if (step === undefined || !rule?.plan) return [];
    const { plan } = rule;
    const steps = new Set(scansOf(plan).flatMap(({ scan }) => stepNames(plan, scan).filter((name) => name !== "")));
    if (steps.has(step)) return [];
    return [`exception ${id} silences nothing: "${rule.title}" has no step "${step}"; it has ${[...steps].join(", ") || "none"}`];
  });
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
