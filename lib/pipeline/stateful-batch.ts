import type pg from "pg";
import type { RuleId } from "#core/detection/finding";
import type { AddressLookup } from "#core/enrichment/enrich";
import type { Event } from "#core/event/event";
import { evidenceSubject } from "#core/exception/subject";
import type { ReadEvent } from "#features/event/data";
import { getProcesses } from "#features/event/process/data";
import { insertHits, lockParts } from "#features/hit/mutations";
import { notePending } from "#features/hit/pending/mutations";
import type { StoredHit } from "#features/hit/types";
import type { AskedEvent } from "./detect.ts";
import type { DetectionSet } from "./detection-set.ts";
import { hitsOf, type Silencer } from "./hits.ts";
import { type Evaluation, evaluateParts, notedSpan } from "./stateful.ts";
import type { TouchedPart } from "./stateful-read.ts";
import type { StatefulRule } from "./stateful-rule.ts";

export interface BatchContext {
  readonly ingestId: string;
  readonly set: DetectionSet;
  readonly lookup: AddressLookup;
  readonly hostId: (event: Event) => number;
  readonly processKey: (event: Event) => string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const NOTHING: Evaluation = { findings: [], withdrawn: [], left: [], hits: 0 };

/**
 * Keeps the hits of a batch's new events and runs the parts they touch: those of rules with a schedule, and findings that what is not there yet
 * could refute, are only noted. Hits are written before their parts are held and read after: of two batches that touch the same
 * part, the later one sees what the earlier has committed.
 */
export async function runStatefulBatch(client: pg.PoolClient, asked: readonly AskedEvent[], context: BatchContext): Promise<Evaluation> {
  if (asked.length === 0) return NOTHING;
  const silencers = await silencersOf(client, asked, context);
  const hits = asked.flatMap(({ event, scans }) =>
    hitsOf(
      event,
      scans.flatMap((scan) => context.set.stateful.byScan.get(scan) ?? []),
      { hostId: context.hostId(event), isFilled: false, silencer: silencers(event) },
    ),
  );
  if (hits.length === 0) return NOTHING;
  await insertHits(client, hits);
  const touched = touchedBy(hits, context.set.stateful.byPlan);
  await lockParts(
    client,
    touched.map(({ stateful, key }) => ({ planId: stateful.planId, key })),
  );
  const isNoted = ({ stateful }: TouchedPart) => stateful.isScheduled || stateful.patience > 0;
  await notePending(
    client,
    touched.filter(isNoted).map((part) => notedSpan(part, context.now)),
    context.ingestId,
  );
  const present = new Map(
    asked.map(({ event }): [string, ReadEvent] => [
      event.id,
      { event, hostId: context.hostId(event), processKey: context.processKey(event) },
    ]),
  );
  const { judge } = context.set;
  const due = touched.filter((part) => !isNoted(part));
  return evaluateParts(client, due, { judge, lookup: context.lookup, now: context.now, present });
}

/** The parts of some hits and the span of each. */
export function touchedBy(hits: readonly StoredHit[], byPlan: ReadonlyMap<number, StatefulRule>): readonly TouchedPart[] {
  const parts = new Map<string, TouchedPart>();
  for (const { planId, key, at } of hits) {
    const stateful = byPlan.get(planId);
    if (!stateful) continue;
    const known = parts.get(`${planId} ${key}`);
    const first = Math.min(at, known?.first ?? at);
    const last = Math.max(at, known?.last ?? at);
    parts.set(`${planId} ${key}`, { stateful, key, first, last });
  }
  return [...parts.values()];
}

/** Who judges each event; nobody where nothing is excepted. */
export async function silencersOf(
  client: pg.PoolClient,
  asked: readonly AskedEvent[],
  { set: { judge, isUnexcepted }, hostId, processKey, now }: BatchContext,
): Promise<(event: Event) => Silencer | null> {
  if (isUnexcepted) return () => null;
  const refs = asked.flatMap(({ event }) => {
    const key = processKey(event);
    return key === null ? [] : [{ hostId: hostId(event), key }];
  });
  const processes = await getProcesses(client, refs);
  return (event) => {
    const key = processKey(event);
    const process = key === null ? null : processes(hostId(event), key);
    return (rule, step) => judge.silencedBy(evidenceSubject(rule.id as RuleId, event, process), now, step);
  };
}
