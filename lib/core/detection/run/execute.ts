import type { EpochMicros } from "../../event/event.ts";
import type { Operator, Plan, PlanOf, ScanId } from "../ir/plan.ts";
import { novel } from "./novel.ts";
import { compareHits, type Hit, type RunRow } from "./row.ts";
import type { Execute, Run } from "./run.ts";
import { sample } from "./sample.ts";
import { scan } from "./scan.ts";
import { sequence } from "./sequence.ts";
import { tabular } from "./tabular.ts";
import { union } from "./union.ts";
import { window } from "./window.ts";

const OPERATORS: { readonly [O in Operator]: Execute<O> } = { scan, union, window, sequence, novel, sample, query: tabular };

/** What is known beside the hits. */
export interface Knowledge {
  /** Up to when every hit is known, forever unless said otherwise. Findings that a later hit could still refute wait for it. */
  readonly closedUntil?: EpochMicros;
  /** Hits before it are given for what comes after; that nothing was found there is known from all of them (windows only). */
  readonly quietBefore?: EpochMicros;
}

/**
 * Runs a plan over hits; every row is a finding, in the order of time. The result is a function of the set of hits: neither
 * the order they are given in nor how often one is given matters.
 */
export function execute(plan: Plan, hits: Iterable<Hit>, { closedUntil, quietBefore }: Knowledge = {}): Iterable<RunRow> {
  const byScan = hitsByScan(hits);
  const run: Run = {
    closedUntil: closedUntil ?? Number.POSITIVE_INFINITY,
    isQuiet: (part, at) => quietBefore !== undefined && part === plan && at < quietBefore,
    hits: (id) => byScan.get(id) ?? [],
    rows: (input) => rowsOf(input, run),
  };
  return rowsOf(plan, run);
}

function rowsOf<O extends Operator>(plan: PlanOf<O>, run: Run): Iterable<RunRow> {
  const operator: Execute<O> = OPERATORS[plan.op];
  return operator(plan, run);
}

function hitsByScan(hits: Iterable<Hit>): ReadonlyMap<ScanId, readonly Hit[]> {
  const byScan = new Map<ScanId, Map<string, Hit>>();
  for (const hit of hits) {
    const known = byScan.get(hit.scan) ?? new Map<string, Hit>();
    const before = known.get(hit.event);
    // The same event twice, from two files: the same one of them must be kept in every order of arrival.
    if (!before || compareHits(hit, before) < 0) known.set(hit.event, hit);
    byScan.set(hit.scan, known);
  }
  return new Map(Array.from(byScan, ([id, known]) => [id, [...known.values()].sort(compareHits)]));
}
