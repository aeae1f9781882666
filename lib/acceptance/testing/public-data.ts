import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { bufferSource } from "#core/decode/source";
import type { RuleSet } from "#core/detection/rule-set";
import type { Event } from "#core/event/event";
import { type Scanned, scan } from "./scan.ts";

/** Public data sets, where the checkout has them beside it: they are licensed apart and never part of this repository. */
const DATA = path.resolve(import.meta.dirname, "../../..", "../shared/data");

export const hasPublicData = existsSync(path.join(DATA, "10-rule-packs"));

export const inData = (...names: readonly string[]): string => path.join(DATA, ...names);

/** Hits by rule id. */
export type Counts = Readonly<Record<string, number>>;

/** One file of which others have said what must be found in it. */
export interface ExpectedFile {
  /** As the expectation names it, below its data set: a member of an archive is `archive.zip/member`. */
  readonly name: string;
  /** The file to read. */
  readonly path: string;
  /** Null where the reader the expectation was made with refused the file. */
  readonly events: number | null;
  readonly hits: Counts;
  /** The records of each rule's hits, where the expectation has them. */
  readonly records: Readonly<Record<string, readonly string[]>> | undefined;
}

interface WrittenFile {
  readonly events: number | null;
  readonly sigma: Counts;
  readonly records?: Readonly<Record<string, readonly string[]>>;
}
interface WrittenCase {
  readonly evtx: string;
  readonly all_hits: Counts;
}
export interface SeedExpectation {
  readonly totals: Readonly<Record<SeedRule, number>>;
  readonly cases: readonly (Readonly<Record<SeedRule, number>> & { readonly case: string })[];
}
export type SeedRule = "sigma_http" | "nonstd" | "msiexec";

function written<T>(...names: readonly string[]): Readonly<Record<string, T>> {
  return JSON.parse(readFileSync(inData(...names), "utf8"));
}

/** The archive a member stands in; the file itself when it is in none. */
const archiveOf = (name: string): string => /^.*?\.(?:zip|tar\.gz)(?=\/)/i.exec(name)?.[0] ?? name;

export function expectedFiles(set: string): readonly ExpectedFile[] {
  const file = set.startsWith("03") ? "expected.json" : "expected-sigma.json";
  return Object.entries(written<WrittenFile>(set, file)).map(([name, { events, sigma, records }]) => {
    return { name, path: path.join(set, archiveOf(name)), events, hits: sigma, records };
  });
}

/** SigmaHQ's regression cases; `rule` is the one the case is about. */
export function regressionCases(): readonly (ExpectedFile & { readonly rule: string })[] {
  const set = "04-sigma-regression";
  return Object.entries(written<WrittenCase>(set, "expected.json")).map(([rule, { evtx, all_hits }]) => {
    return { rule, name: evtx, path: path.join(set, evtx), events: null, hits: all_hits, records: undefined };
  });
}

export function seedExpectation(): SeedExpectation {
  return JSON.parse(readFileSync(inData("09-derived-seeds/expected.json"), "utf8"));
}

export function scanPublic(file: string, rules: RuleSet, look?: (event: Event) => void): Promise<Scanned> {
  return scan(bufferSource(readFileSync(inData(file))), file, rules, look);
}
