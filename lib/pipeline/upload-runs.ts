import { listQueriesBehind } from "#features/execution/upload/data";
import { queueUploaded, type UploadedRange } from "#features/execution/upload/mutations";
import { getEventSpan } from "#features/ingest/data";
import { db, pool } from "#lib/db/client";
import { onPrisma } from "#lib/db/query";
import { rulesWithPending } from "./stateful-pending.ts";

/**
 * Scheduled queries look back from now and would never see what an uploaded file says of last month: they are asked about its time.
 * To be called while the ingest still counts as running, so that no crash loses it.
 */
export async function queueQueries(range: UploadedRange, now: Date): Promise<void> {
  const query = onPrisma(db());
  await queueUploaded(query, await listQueriesBehind(query, range, now), range, now);
}

/** What a file has touched of scheduled rules over several events is put together at once, now that it is read to its end. */
export async function queuePending(range: UploadedRange, now: Date): Promise<void> {
  await queueUploaded(onPrisma(db()), await rulesWithPending(pool(), now), range, now);
}

/** What scheduled rules have waited for is there: stored events have been read for them, whatever time those are of. */
export async function queueFilled(now: Date): Promise<void> {
  const span = await getEventSpan();
  if (span) await queuePending({ from: Date.parse(span.from) * 1_000, to: Date.parse(span.to) * 1_000 }, now);
}
