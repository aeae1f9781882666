import { decodeBatches, isFault } from "#core/decode/decode";
import type { DecodeFault } from "#core/decode/fault";
import type { RawRecord } from "#core/decode/record";
import type { EpochMicros } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";
import { releasePending } from "#features/hit/pending/mutations";
import { finishIngest, requeueIngest, startIngest } from "#features/ingest/mutations";
import { keepFaults, writeCounts } from "#features/ingest/report/mutations";
import { pool } from "#lib/db/client";
import { log } from "#lib/log";
import { type BatchItem, storeBatch } from "./batch.ts";
import { storeCarefully } from "./careful.ts";
import { detectionSet } from "./detection-set.ts";
import { followProgress } from "./progress.ts";
import { runUnscheduled } from "./run-pending.ts";
import { openSpool, removeSpool } from "./spool.ts";
import { Tally } from "./tally.ts";
import { UnreadFields } from "./unread-fields.ts";
import { queuePending, queueQueries } from "./upload-runs.ts";

/** What one transaction takes: this many events, or this many characters of records, whichever comes first. */
export const BATCH_EVENTS = 4_000;
const BATCH_CHARS = 8 * 1024 * 1024;

/** How an attempt ended. `interrupted`: the worker is shutting down, and the file is to be read again from its start. */
export type IngestEnd = "done" | "failed" | "cancelled" | "interrupted" | "nothing-to-do";

interface Collected {
  readonly items: readonly BatchItem[];
  readonly faults: readonly DecodeFault[];
}

/**
 * Reads a spooled file to the end: decode, normalise, then batch by batch store, match and raise. While one batch is being stored
 * the next is decoded; no more than these two are in memory. Reading a file again, wholly or in part, changes nothing.
 */
export async function ingestFile(ingestId: string, shutdown: AbortSignal): Promise<IngestEnd> {
  const started = await startIngest(ingestId, new Date());
  if (!started) return "nothing-to-do";
  const source = await openSpool(ingestId);
  if (!source) {
    await finishIngest(
      ingestId,
      { status: "failed", error: "the uploaded file is no longer there: upload it again", unreadFields: [] },
      new Date(),
    );
    return "failed";
  }
  const tally = new Tally();
  const unread = new UnreadFields((await detectionSet()).rules.fields);
  const progress = followProgress(ingestId, shutdown);
  let storing = Promise.resolve();
  try {
    const receivedAt = started.createdAt.getTime() * 1_000;
    const batches = decodeBatches(source, {
      file: started.name,
      signal: progress.signal,
      onProgress: progress.read,
      onMember: (file, format) => {
        tally.open(file, format);
        progress.format(tally.format);
      },
    });
    for await (const collected of collect(batches, receivedAt, unread)) {
      await storing;
      progress.signal.throwIfAborted();
      storing = storeCollected(ingestId, collected, tally);
      // Awaited with the next batch; until then a failure must not look like nobody cares.
      storing.catch(() => {});
    }
    await storing;
    await progress.finish(source.size);
    const { firstAt: from, lastAt: to } = tally.current;
    if (from !== undefined && to !== undefined) await queueQueries({ from, to }, new Date());
    await finishIngest(ingestId, { status: "done", error: null, unreadFields: unread.top() }, new Date());
    await removeSpool(ingestId);
    await runReleased(ingestId, shutdown);
    if (from !== undefined && to !== undefined) await queuePending({ from, to }, new Date());
    return "done";
  } catch (error) {
    // The batch at hand is part of what the file did.
    await storing.catch(() => {});
    if (progress.why === "cancelled") {
      await finishIngest(ingestId, { status: "cancelled", error: null, unreadFields: unread.top() }, new Date());
      return "cancelled";
    }
    if (progress.why === "shutdown") {
      await requeueIngest(ingestId);
      return "interrupted";
    }
    throw error;
  } finally {
    await progress.stop();
    await source.close();
    log.info({ ingestId, ...totals(tally) }, "ingest");
  }
}

const totals = ({ current: { records, stored, duplicates, faults, findings } }: Tally) => ({
  records,
  stored,
  duplicates,
  faults,
  findings,
});

/** Records become events or faults, and both are gathered into batches. */
async function* collect(
  batches: AsyncIterable<readonly (RawRecord | DecodeFault)[]>,
  receivedAt: EpochMicros,
  unread: UnreadFields,
): AsyncGenerator<Collected> {
  let items: BatchItem[] = [];
  let faults: DecodeFault[] = [];
  let chars = 0;
  for await (const batch of batches) {
    for (const item of batch) {
      const event = isFault(item) ? item : normalise(item, { receivedAt });
      if ("kind" in event) {
        faults.push(event);
      } else {
        const raw = JSON.stringify(event.record.body);
        // Made here, while Postgres is busy with the batch before; the transaction only looks at them.
        event.storedFields;
        event.id;
        items.push({ event, raw });
        unread.add(event);
        chars += raw.length;
      }
      if (items.length < BATCH_EVENTS && faults.length < BATCH_EVENTS && chars < BATCH_CHARS) continue;
      yield { items, faults };
      items = [];
      faults = [];
      chars = 0;
    }
  }
  if (items.length > 0 || faults.length > 0) yield { items, faults };
}

/** Findings that waited for the end of the file. What fails here is done by the next worker that runs what waits. */
async function runReleased(ingestId: string, shutdown: AbortSignal): Promise<void> {
  try {
    if ((await detectionSet()).stateful.rules.length === 0) return;
    await releasePending(pool(), ingestId);
    await runUnscheduled(shutdown);
  } catch (error) {
    if (!shutdown.aborted) log.warn({ err: error, ingestId }, "what waited for the end of a file still waits");
  }
}

/** Stores one batch; a record that Postgres refuses becomes a fault like any other. */
async function storeCollected(ingestId: string, { items, faults }: Collected, tally: Tally): Promise<void> {
  let pending = faults;
  const store = async (part: readonly BatchItem[]): Promise<void> => {
    let counts = tally.current;
    const outcome = await storeBatch(ingestId, part, async (client, done) => {
      // Batches come in file order, so a second attempt gives every fault the number it had.
      await keepFaults(client, ingestId, pending, tally.current.faults);
      counts = tally.with(part, pending, done);
      await writeCounts(client, ingestId, counts);
    });
    tally.keep(counts, outcome);
    pending = [];
  };
  await storeCarefully(items, store, async ({ event }, error) => {
    const { position } = event.record;
    pending = [...pending, { kind: "fault", code: "bad-record", position, detail: `The record could not be stored: ${error.message}` }];
    await store([]);
  });
}
