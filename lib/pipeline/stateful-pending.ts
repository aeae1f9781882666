import type pg from "pg";
import type { RaisedFinding, WithdrawnFinding } from "#features/alert/types";
import { findLastEvents } from "#features/event/host/data";
import { lockParts } from "#features/hit/mutations";
import { countPending, listPending, type PendingPart, readPending } from "#features/hit/pending/data";
import { postponePending, settlePending } from "#features/hit/pending/mutations";
import type { PartRef } from "#features/hit/types";
import { addressLookup } from "#lib/addresses";
import { shareExceptions } from "#lib/db/locks";
import { onClient } from "#lib/db/query";
import { type DetectionSet, detectionSet } from "./detection-set.ts";
import { evaluateParts } from "./stateful.ts";
import type { ReadPart, TouchedPart } from "./stateful-read.ts";

export interface PendingOptions {
  readonly mostAlerts: number;
  readonly now: Date;
}

export interface PendingOutcome {
  /** To be raised with `raiseAlerts` in the same transaction. */
  readonly findings: readonly RaisedFinding[];
  /** To be given to `withdrawFindings` after it. */
  readonly withdrawn: readonly WithdrawnFinding[];
  /** Parts of the rule that still wait. */
  readonly left: number;
  /** Hits read. */
  readonly hits: number;
}

/** Parts looked at in one transaction; the next execution takes the others. */
const MOST_PARTS = 10_000;
/** Live events arrive within this of their time; a host that says nothing for so long has nothing to say. */
const SILENCE_MS = 5 * 60_000;
/** Parts that could not be decided are looked at again after this. */
const AGAIN_MS = 30_000;

/** Rules with parts that wait and may be looked at. */
export async function rulesWithPending(client: pg.PoolClient | pg.Pool, now = new Date()): Promise<readonly string[]> {
  const { rows } = await client.query<{ rule_id: string }>(
    `SELECT DISTINCT r.rule_id FROM hit_plan r WHERE r.status <> 'retired'
       AND EXISTS (SELECT 1 FROM hit_pending p WHERE p.plan_id = r.id AND p.not_before <= $1)`,
    [now.toISOString()],
  );
  return rows.map(({ rule_id }) => rule_id);
}

/** Runs what waits of one rule, inside the caller's transaction. */
export async function runPending(client: pg.PoolClient, ruleId: string, options: PendingOptions): Promise<PendingOutcome> {
  const set = await detectionSet(await shareExceptions(onClient(client)));
  const plans = set.stateful.rules.filter(({ rule }) => rule.id === ruleId).map(({ planId }) => planId);
  if (plans.length === 0) return { findings: [], withdrawn: [], left: 0, hits: 0 };
  const outcome = await runPlans(client, set, plans, { ...options, mostParts: MOST_PARTS });
  return { ...outcome, left: await countPending(client, plans) };
}

interface PlansOptions extends PendingOptions {
  readonly mostParts: number;
}

export interface PlansOutcome extends Omit<PendingOutcome, "left"> {
  /** Parts that were looked at. */
  readonly parts: number;
}

/**
 * Runs what waits of some plans, in the order of plan and key, until there is no room for alerts. All parts are held at once: taken one
 * after the other they would wait for batches, and batches for them, in a circle.
 */
export async function runPlans(
  client: pg.PoolClient,
  set: DetectionSet,
  planIds: readonly number[],
  { mostAlerts, now, mostParts }: PlansOptions,
): Promise<PlansOutcome> {
  const some = await listPending(client, planIds, { now: now.getTime(), limit: mostParts });
  if (some.length === 0) return { findings: [], withdrawn: [], hits: 0, parts: 0 };
  await lockParts(client, some);
  const { findings, withdrawn, hits } = await evaluatePending(client, set, await readPending(client, some), { mostAlerts, now });
  return { findings, withdrawn, hits, parts: some.length };
}

async function evaluatePending(
  client: pg.PoolClient,
  set: DetectionSet,
  pending: readonly PendingPart[],
  { mostAlerts, now }: PendingOptions,
) {
  const byId = new Map(pending.map((part) => [idOf(part), part]));
  const touched = pending.flatMap((part): readonly TouchedPart[] => {
    const stateful = set.stateful.byPlan.get(part.planId);
    return stateful && !(stateful.patience > 0 && part.isBeingRead) ? [{ stateful, ...part }] : [];
  });
  const done = await evaluateParts(client, touched, {
    judge: set.judge,
    lookup: await addressLookup(),
    now: now.getTime(),
    present: new Map(),
    mostAlerts,
    closedUntil: (parts) => closedUntil(client, parts, byId, now.getTime()),
  });
  const left = new Set(done.left.map(({ stateful, key }) => idOf({ planId: stateful.planId, key })));
  const settled = touched.filter(({ stateful, key }) => !left.has(idOf({ planId: stateful.planId, key })));
  await settlePending(
    client,
    settled.map(({ stateful, key }) => ({ planId: stateful.planId, key })),
  );
  const waits = (part: PendingPart) =>
    (set.stateful.byPlan.get(part.planId)?.patience ?? 0) > 0 && (part.isBeingRead || left.has(idOf(part)));
  const undecided = pending.filter(waits);
  await postponePending(client, undecided, new Date(now.getTime() + AGAIN_MS));
  return done;
}

const idOf = ({ planId, key }: PartRef): string => `${planId} ${key}`;

/**
 * Up to when everything about a part is known. Of what a file brought, everything once it is read to its end. Of what shippers send, all
 * up to the newest event of its hosts, for they send in order; and everything once the hosts have been silent for long after it came.
 */
async function closedUntil(
  client: pg.PoolClient,
  parts: readonly ReadPart[],
  byId: ReadonlyMap<string, PendingPart>,
  now: number,
): Promise<readonly number[]> {
  const isClosed = ({ stateful, key }: ReadPart): boolean => {
    const part = byId.get(idOf({ planId: stateful.planId, key }));
    if (!part || stateful.patience === 0 || part.isFromFile) return true;
    return now >= part.notedAt + stateful.patience / 1_000 + SILENCE_MS;
  };
  const open = parts.filter((part) => !isClosed(part));
  const hosts = [...new Set(open.flatMap(({ hits }) => hits.map(({ hostId }) => hostId)))];
  const last = await findLastEvents(client, hosts);
  return parts.map((part) =>
    isClosed(part)
      ? Number.POSITIVE_INFINITY
      : part.hits.reduce((least, { hostId }) => Math.min(least, last.get(hostId) ?? Number.NEGATIVE_INFINITY), Number.POSITIVE_INFINITY),
  );
}
