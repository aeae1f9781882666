import type pg from "pg";
import type { Event } from "#core/event/event";
import { refreshAlertContext } from "#features/alert/context/mutations";
import { raiseAlerts } from "#features/alert/evidence/mutations";
import { withdrawFindings } from "#features/alert/finding/mutations";
import type { RaisedFinding } from "#features/alert/types";
import { sortEvents } from "#features/event/duplicate/data";
import { addFiles } from "#features/event/file/mutations";
import { ensureHosts } from "#features/event/host/mutations";
import { ensurePartitions, insertEvents, isEventConflict } from "#features/event/mutations";
import { getProcesses } from "#features/event/process/data";
import { mergeProcesses } from "#features/event/process/mutations";
import { addSightings } from "#features/event/sighting/mutations";
import { addressLookup } from "#lib/addresses";
import { inClientTransaction } from "#lib/db/client-transaction";
import { indexable } from "#lib/db/key";
import { shareExceptions } from "#lib/db/locks";
import { onClient } from "#lib/db/query";
import { detect } from "./detect.ts";
import { detectionSet } from "./detection-set.ts";
import { fileSightingOf } from "./file-sighting.ts";
import { raisedFinding } from "./raise.ts";
import { sightingOf } from "./sighting.ts";
import { runStatefulBatch } from "./stateful-batch.ts";
import { rememberTold, toldFiles } from "./told-files.ts";

/** An event with its record as it will be kept. */
export interface BatchItem {
  readonly event: Event;
  readonly raw: string;
}

/** What a batch did; positions are those of its items. */
export interface BatchOutcome {
  /** Stored by this ingest. The others were there already. */
  readonly own: ReadonlySet<number>;
  readonly findings: readonly RaisedFinding[];
}

/** Many workers store at once: a batch yields to as many others before it gives up. */
const ATTEMPTS = 20;

/**
 * Stores, matches and raises one batch in one transaction, and whatever `persist` adds to it: a crash anywhere leaves nothing of it.
 * Only events of this ingest are matched; a duplicate was judged when it came first.
 */
export async function storeBatch(
  ingestId: string,
  items: readonly BatchItem[],
  persist: (client: pg.PoolClient, outcome: BatchOutcome) => Promise<void>,
): Promise<BatchOutcome> {
  const work = async (client: pg.PoolClient): ReturnType<typeof runBatch> => {
    const outcome = await runBatch(client, ingestId, items);
    await persist(client, outcome);
    return outcome;
  };
  const events = items.map((item) => item.event);
  const before = (client: pg.PoolClient): Promise<void> => ensurePartitions(client, events);
  const outcome = await inClientTransaction(work, { attempts: ATTEMPTS, isPassing: isEventConflict, before });
  rememberTold(outcome.toldNow);
  return outcome;
}

async function runBatch(
  client: pg.PoolClient,
  ingestId: string,
  items: readonly BatchItem[],
): Promise<BatchOutcome & { readonly toldNow: readonly string[] }> {
  const revision = await shareExceptions(onClient(client));
  const [set, lookup] = await Promise.all([detectionSet(revision), addressLookup()]);
  const hostIds = await ensureHosts(
    client,
    items.map((item) => item.event.host),
  );
  const hostId = (event: Event): number => {
    const id = hostIds.get(indexable(event.host.key));
    if (id === undefined) throw new Error(`host ${event.host.key} has no id`);
    return id;
  };
  const events = items.map((item) => ({ ...item, hostId: hostId(item.event) }));
  const sorted = await sortEvents(client, ingestId, events);
  const isFresh = sorted.fresh.size === items.length ? () => true : (_item: unknown, position: number) => sorted.fresh.has(position);
  const fresh = items.filter(isFresh).map((item) => item.event);
  const { improved, resolved } = await mergeProcesses(client, fresh, hostId);
  await insertEvents(
    client,
    ingestId,
    events.filter(isFresh).map((item) => ({ ...item, processKey: resolved.get(item.event) })),
  );
  await addSightings(
    client,
    fresh.flatMap((event) => sightingOf(event, hostId(event)) ?? []),
  );
  const toldNow = await addFiles(
    client,
    fresh.flatMap((event) => fileSightingOf(event, hostId(event)) ?? []),
    toldFiles,
  );
  const replayedKeys = new Map(
    [...sorted.replayed].flatMap(([position, key]): [Event, string | null][] => {
      const item = items[position];
      return item ? [[item.event, key]] : [];
    }),
  );
  const processKey = (event: Event): string | null => replayedKeys.get(event) ?? resolved.get(event) ?? ownProcessKey(event);
  const { found, asked } = detect(set.rules, set.stateful, [...fresh, ...replayedKeys.keys()]);
  const now = Date.now();
  // Hits were written with their events: a replayed event has them already. Parts are held before alerts, by everybody.
  const isNew = ({ event }: { readonly event: Event }) => !replayedKeys.has(event);
  const stateful = await runStatefulBatch(client, asked.filter(isNew), { ingestId, set, lookup, hostId, processKey, now });
  if (improved.length > 0) await refreshAlertContext(client, improved);
  const processes = await getProcesses(
    client,
    found.flatMap(({ event }) => {
      const key = processKey(event);
      return key === null ? [] : [{ hostId: hostId(event), key }];
    }),
  );
  const context = { judge: set.judge, lookup, hostId, processKey, processes, now };
  const findings = [...found.map((finding) => raisedFinding(finding, context)), ...stateful.findings];
  await raiseAlerts(client, findings);
  await withdrawFindings(client, stateful.withdrawn);
  return { own: new Set([...sorted.fresh, ...sorted.replayed.keys()]), findings, toldNow };
}

function ownProcessKey(event: Event): string | null {
  const key = event.storedFields["callout.process.key"];
  return typeof key === "string" ? indexable(key) : null;
}
