import type { ReadEvent } from "#features/event/data";
import { readEvents } from "#features/event/data";
import { listRunningExceptions } from "#features/exception/data";
import { type JudgedHit, listHitEvents } from "#features/hit/judge/data";
import { noteJudged, writeJudged } from "#features/hit/judge/mutations";
import { notePending } from "#features/hit/pending/mutations";
import { addressLookup } from "#lib/addresses";
import { inClientTransaction } from "#lib/db/client-transaction";
import { instant } from "#lib/db/instant";
import { shareExceptions } from "#lib/db/locks";
import { onClient } from "#lib/db/query";
import { type DetectionSet, detectionSet } from "./detection-set.ts";
import { silencing } from "./hits.ts";
import { silencersOf } from "./stateful-batch.ts";
import { judgedBy, needsAll, type StatefulRule } from "./stateful-rule.ts";

const AT_ONCE = 1_000;

/**
 * Judges stored hits anew for rules whose exceptions have changed since, and notes the parts where that made a difference: an unsilenced
 * sequence that a silenced one had taken a step from is then found. Gives how many hits changed.
 */
export async function judgeHits(signal: AbortSignal): Promise<number> {
  const { stateful } = await detectionSet();
  const exceptions = await listRunningExceptions();
  let changed = 0;
  for (const rule of stateful.rules) {
    if (!needsAll(rule.plan)) continue;
    const hash = judgedBy(rule.rule, rule.plan, exceptions);
    if (!(await noteJudged(rule.planId, hash, false))) continue;
    for (let after: JudgedHit | null = null; ; ) {
      signal.throwIfAborted();
      const page: readonly JudgedHit[] = await listHitEvents(rule.planId, after, AT_ONCE);
      if (page.length === 0) break;
      after = page.at(-1) ?? null;
      changed += await judgePage(rule, page);
    }
    await noteJudged(rule.planId, hash, true);
  }
  return changed;
}

async function judgePage(rule: StatefulRule, page: readonly JudgedHit[]): Promise<number> {
  return inClientTransaction(async (client) => {
    const set: DetectionSet = await detectionSet(await shareExceptions(onClient(client)));
    const keys = page.map(({ hostId, at, eventId }) => ({ hostId, timestamp: instant(at), id: eventId }));
    const read = await readEvents(onClient(client), keys);
    const byEvent = new Map<ReadEvent["event"], ReadEvent>(Array.from(read.values(), (each) => [each.event, each]));
    const asked = Array.from(read.values(), ({ event }) => ({ event, scans: [] }));
    const silencers = await silencersOf(client, asked, {
      ingestId: "",
      set,
      lookup: await addressLookup(),
      hostId: (event) => byEvent.get(event)?.hostId ?? 0,
      processKey: (event) => byEvent.get(event)?.processKey ?? null,
      now: Date.now(),
    });
    const judged = page.flatMap((hit) => {
      const event = read.get(hit.eventId)?.event;
      const silencer = event ? silencers(event) : null;
      const silencedBy = silencer ? silencing(rule, hit.scan, silencer) : [];
      return silencedBy.length > 0 === hit.isSilenced ? [] : [{ ...hit, silencedBy }];
    });
    await writeJudged(client, rule.planId, judged);
    const notBefore = Date.now();
    await notePending(
      client,
      judged.map(({ key, at }) => ({ planId: rule.planId, key, from: at, to: at, notBefore })),
      null,
    );
    return judged.length;
  });
}
