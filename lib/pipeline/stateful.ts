import type pg from "pg";
import type { RaisedFinding, WithdrawnFinding } from "#features/alert/types";
import { listKnown, listStanding } from "#features/hit/finding/data";
import { keepFindings, type NewHitFinding, withdrawHitFindings } from "#features/hit/finding/mutations";
import type { NotedSpan } from "#features/hit/pending/mutations";
import { notePlanLimit } from "#features/hit/plan/mutations";
import { raisedStateful, type StatefulContext } from "./stateful-raise.ts";
import { type ReadPart, readParts, type TouchedPart } from "./stateful-read.ts";
import { type PartFinding, runPart } from "./stateful-run.ts";

export interface Evaluation {
  /** To be raised, judged. */
  readonly findings: readonly RaisedFinding[];
  /** Raised findings that later hits have undone. */
  readonly withdrawn: readonly WithdrawnFinding[];
  /** Parts that are not done: a later hit could refute what they found, or the most alerts were reached. */
  readonly left: readonly TouchedPart[];
  /** Hits that were read. */
  readonly hits: number;
}

export interface EvaluateOptions extends StatefulContext {
  /** Up to when every hit of each part is known, microseconds; forever unless said. Asked of rules that wait for what is not there. */
  readonly closedUntil?: (parts: readonly ReadPart[]) => Promise<readonly number[]>;
  /** Alerts raised at most; findings beyond them are left. */
  readonly mostAlerts?: number;
}

/** Parts that are read and run at a time, and hits of each: what is in memory at once. */
const AT_ONCE = 500;
const FEW_HITS = 500;
/** Hits of a part that has more than a few; it is read by itself. Some 100 MB. */
const MOST_HITS = 200_000;

/**
 * Runs parts anew and compares with what they found before: what is new is remembered and given to be raised, what no longer holds is
 * withdrawn. The result depends on the hits in the store alone. The caller holds the parts (`lockParts`).
 */
export async function evaluateParts(client: pg.PoolClient, touched: readonly TouchedPart[], options: EvaluateOptions): Promise<Evaluation> {
  const findings: RaisedFinding[] = [];
  const withdrawn: WithdrawnFinding[] = [];
  const left: TouchedPart[] = [];
  const budget = new Budget(options.mostAlerts ?? Number.POSITIVE_INFINITY);
  let hits = 0;
  for (let start = 0; start < touched.length; start += AT_ONCE) {
    const some = touched.slice(start, start + AT_ONCE);
    if (budget.isSpent) {
      left.push(...some);
      continue;
    }
    const read = await readParts(client, some, FEW_HITS);
    const large = some.filter((_, at) => read[at]?.isCut);
    for (const parts of [read.filter(({ isCut }) => !isCut), ...large]) {
      const done = await evaluateRead(client, "stateful" in parts ? await readParts(client, [parts], MOST_HITS) : parts, options, budget);
      findings.push(...done.findings);
      withdrawn.push(...done.withdrawn);
      left.push(...done.left);
      hits += done.hits;
    }
  }
  return { findings, withdrawn, left, hits };
}

const CUT =
  "one value that the rule groups by has more hits within its reach than are looked at at once (200,000): the oldest of them were not looked at";

/** Which findings may still be raised: those of an alert that has one already, and of others while there is room. */
class Budget {
  private readonly alerts = new Set<string>();

  constructor(private readonly most: number) {}

  get isSpent(): boolean {
    return this.alerts.size >= this.most;
  }

  take({ groupId }: PartFinding): boolean {
    if (!this.alerts.has(groupId) && this.isSpent) return false;
    this.alerts.add(groupId);
    return true;
  }
}

async function evaluateRead(
  client: pg.PoolClient,
  parts: readonly ReadPart[],
  options: EvaluateOptions,
  budget: Budget,
): Promise<Evaluation> {
  const cut = parts.filter(({ isCut }) => isCut).map(({ stateful }) => stateful.planId);
  if (cut.length > 0) await notePlanLimit(client, [...new Set(cut)], CUT);
  const standing = await listStanding(
    client,
    parts.map(({ decides }) => decides),
  );
  const closed = await options.closedUntil?.(parts);
  const found = parts.map((part, at) => runPart(part, closed?.[at] ?? Number.POSITIVE_INFINITY));
  const gone = standing.flatMap((ends, at) => goneOf(ends, found[at] ?? []));
  const unseen = found.flatMap((each, at) => each.filter(({ id }) => !standing[at]?.has(id)));
  const known = await listKnown(
    client,
    unseen.map(({ id }) => id),
  );
  const left = new Set<TouchedPart>();
  const kept: PartFinding[] = unseen.filter(({ id }) => known.has(id));
  const due: PartFinding[] = [];
  for (const finding of unseen) {
    if (known.has(finding.id)) continue;
    if (isBefore(finding)) kept.push(finding);
    else if (!finding.isOpen && budget.take(finding)) due.push(finding);
    else left.add(finding.part);
  }
  await keepFindings(client, [...kept, ...due].map(newFinding));
  return {
    findings: await raisedStateful(client, due, options),
    withdrawn: await undone(client, gone),
    left: [...left],
    hits: parts.reduce((sum, part) => sum + part.hits.length, 0),
  };
}

/** What stood and is found no more: another finding has taken its last event, or what arrived later speaks against it. */
function goneOf(standing: ReadonlyMap<string, string>, found: readonly PartFinding[]): readonly WithdrawnFinding[] {
  const still = new Set(found.map(({ id }) => id));
  const gone = [...standing].filter(([id]) => !still.has(id));
  if (gone.length === 0) return [];
  const taken = new Set(found.flatMap(({ evidence }) => evidence.map(({ eventId }) => eventId)));
  return gone.map(([findingId, last]) => ({ findingId, reason: taken.has(last) ? "superseded" : "refuted" }));
}

async function undone(client: pg.PoolClient, gone: readonly WithdrawnFinding[]): Promise<readonly WithdrawnFinding[]> {
  const raised = new Set(
    await withdrawHitFindings(
      client,
      gone.map(({ findingId }) => findingId),
    ),
  );
  return gone.filter(({ findingId }) => raised.has(findingId));
}

/** Complete before its rule was watched for: all of it was read back. */
function isBefore({ evidence }: PartFinding): boolean {
  return evidence.every(({ isFilled }) => isFilled);
}

function newFinding(found: PartFinding): NewHitFinding {
  const { id, part, finding, evidence } = found;
  const last = finding.row.evidence.at(-1);
  return {
    id,
    planId: part.stateful.planId,
    key: part.key,
    ruleId: part.stateful.rule.id,
    firstAt: evidence[0]?.at ?? finding.at,
    at: finding.at,
    order: finding.row.order,
    eventId: last?.event ?? "",
    status: isBefore(found) ? "before" : "raised",
  };
}

/** The span of a part that is still to be looked at. */
export function notedSpan({ stateful, key, first, last }: TouchedPart, notBefore: number): NotedSpan {
  return { planId: stateful.planId, key, from: first, to: last, notBefore };
}
