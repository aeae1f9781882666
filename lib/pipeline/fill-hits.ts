import type pg from "pg";
import { createRuleSet } from "#core/detection/rule-set";
import { leafRules } from "#core/detection/stateful";
import type { ReadEvent } from "#features/event/data";
import { countEvents, readRange } from "#features/event/range/data";
import { addHits } from "#features/hit/mutations";
import { notePending } from "#features/hit/pending/mutations";
import { listFilling, listStretches } from "#features/hit/plan/data";
import { finishFill, notePlanFill } from "#features/hit/plan/mutations";
import { addressLookup } from "#lib/addresses";
import { inClientTransaction } from "#lib/db/client-transaction";
import { holdExceptions, shareExceptions } from "#lib/db/locks";
import { onClient } from "#lib/db/query";
import { type AskedEvent, detect } from "./detect.ts";
import { detectionSet } from "./detection-set.ts";
import { hitsOf } from "./hits.ts";
import { notedSpan } from "./stateful.ts";
import { silencersOf, touchedBy } from "./stateful-batch.ts";
import { rulesByScan, type StatefulRule } from "./stateful-rule.ts";

/** Until the last stored event is read, nothing of it is run unless a batch touches it. */
const NEVER = Date.UTC(9000, 0);

/**
 * Reads stored events for the plans that have missed them, and notes what they touch. A plan that is new, or that was away for a while, then
 * knows what it would know had it always been there; findings that were complete before raise nothing. Gives how many plans are done.
 */
export async function fillHits(signal: AbortSignal, now = new Date()): Promise<number> {
  // Whoever loads the rules first says which plans there are: nothing may have arrived since a rule came.
  await detectionSet();
  // Batches that do not know the plans yet end before this does; those that begin later keep hits themselves.
  if ((await listFilling()).length === 0) return 0;
  await inClientTransaction((client) => holdExceptions(onClient(client)));
  const { stateful } = await detectionSet();
  const byId = new Map((await listFilling()).map((plan) => [plan.id, plan]));
  const rules = stateful.rules.filter(({ planId }) => byId.has(planId));
  if (rules.length === 0) return 0;
  const planIds = rules.map(({ planId }) => planId);
  const stretches = await listStretches(now);
  let toFill = 0;
  for (const { from, to } of stretches) toFill += await countEvents(from, to);
  let filled = 0;
  await notePlanFill(planIds, { filled, toFill });
  const asking = rulesByScan(rules);
  const leaves = createRuleSet(leafRules(rules.map(({ rule }) => rule)));
  for (const { from, to } of stretches) {
    for await (const page of readRange(from, to)) {
      signal.throwIfAborted();
      await fillPage(page, rules, (events) => detect(leaves, asking, events).asked);
      filled += page.length;
      await notePlanFill(planIds, { filled, toFill: Math.max(toFill, filled) });
    }
  }
  await finishFill(planIds.flatMap((id) => byId.get(id) ?? []));
  return rules.length;
}

async function fillPage(
  page: readonly ReadEvent[],
  rules: readonly StatefulRule[],
  ask: (events: readonly ReadEvent["event"][]) => readonly AskedEvent[],
): Promise<void> {
  const asked = ask(page.map(({ event }) => event));
  if (asked.length === 0) return;
  const read = new Map(page.map((each) => [each.event, each]));
  const hostId = (event: ReadEvent["event"]) => read.get(event)?.hostId ?? 0;
  const { byScan, byPlan } = rulesByScan(rules);
  await inClientTransaction(async (client: pg.PoolClient) => {
    const set = await detectionSet(await shareExceptions(onClient(client)));
    const processKey = (event: ReadEvent["event"]) => read.get(event)?.processKey ?? null;
    const context = { ingestId: "", set, lookup: await addressLookup(), hostId, processKey, now: Date.now() };
    const silencers = await silencersOf(client, asked, context);
    const hits = asked.flatMap(({ event, scans }) =>
      hitsOf(
        event,
        scans.flatMap((scan) => byScan.get(scan) ?? []),
        { hostId: hostId(event), isFilled: true, silencer: silencers(event) },
      ),
    );
    await addHits(client, hits);
    await notePending(
      client,
      touchedBy(hits, byPlan).map((part) => notedSpan(part, NEVER)),
      null,
    );
  });
}
