import type pg from "pg";
import type { RaisedFinding } from "#features/alert/types";
import { listKnown, listStanding } from "#features/hit/finding/data";
import { keepFindings, type NewHitFinding, withdrawHitFindings } from "#features/hit/finding/mutations";
import type { NotedSpan } from "#features/hit/pending/mutations";
import { raisedStateful, type StatefulContext } from "./stateful-raise.ts";
import { type ReadPart, readParts, type TouchedPart } from "./stateful-read.ts";
import { type PartFinding, runPart } from "./stateful-run.ts";

export interface Evaluation {
  /** To be raised, judged. */
  readonly findings: readonly RaisedFinding[];
  /** Ids of raised findings that later hits have undone. */
  readonly withdrawn: readonly string[];
  /** Parts that are not done: a later hit could refute what they found, or the most alerts were reached. */
  readonly left: readonly TouchedPart[];
  /** Hits that were read. */
  readonly hits: number;
}

export interface EvaluateOptions extends StatefulContext {
  /** Up to when every hit of a part is known, microseconds; forever unless said. */
  readonly closedUntil?: (part: ReadPart) => number;
  /** Alerts raised at most; findings beyond them are left. */
  readonly mostAlerts?: number;
}

/** Parts that are read and run at a time. */
const AT_ONCE = 500;

/**
 * Runs parts anew and compares with what they found before: what is new is remembered and given to be raised, what no longer holds is
 * withdrawn. The result depends on the hits in the store alone. The caller holds the parts (`lockParts`).
 */
export async function evaluateParts(client: pg.PoolClient, touched: readonly TouchedPart[], options: EvaluateOptions): Promise<Evaluation> {
  const findings: RaisedFinding[] = [];
  const withdrawn: string[] = [];
  const left: TouchedPart[] = [];
  const budget = new Budget(options.mostAlerts ?? Number.POSITIVE_INFINITY);
  let hits = 0;
  for (let start = 0; start < touched.length; start += AT_ONCE) {
    const some = touched.slice(start, start + AT_ONCE);
    if (budget.isSpent) {
      left.push(...some);
      continue;
    }
    const done = await evaluateSome(client, some, options, budget);
    findings.push(...done.findings);
    withdrawn.push(...done.withdrawn);
    left.push(...done.left);
    hits += done.hits;
  }
  return { findings, withdrawn, left, hits };
}

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

async function evaluateSome(
  client: pg.PoolClient,
  touched: readonly TouchedPart[],
  options: EvaluateOptions,
  budget: Budget,
): Promise<Evaluation> {
  const parts = await readParts(client, touched);
  const standing = await listStanding(
    client,
    parts.map(({ decides }) => decides),
  );
  const found = parts.map((part) => runPart(part, options.closedUntil?.(part) ?? Number.POSITIVE_INFINITY));
  const gone = standing.flatMap((ids, at) => {
    const still = new Set(found[at]?.map(({ id }) => id));
    return [...ids].filter((id) => !still.has(id));
  });
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
    withdrawn: await withdrawHitFindings(client, gone),
    left: [...left],
    hits: parts.reduce((sum, part) => sum + part.hits.length, 0),
  };
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
