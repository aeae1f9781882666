import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import { getProcessChain } from "../../entity/process/data.ts";
import { type EventKey, getEvents } from "../data.ts";
import type { EventDetail } from "./types.ts";

const Stored = z.object({
  host: z.string(),
  ingestId: z.string(),
  processKey: z.string().nullable(),
  processName: z.string().nullable(),
  user: z.string().nullable(),
  remoteAddress: z.string().nullable(),
});

/** An event with the chain of its process, or null when it is not stored. */
export async function getEventDetail(key: EventKey): Promise<EventDetail | null> {
  const rows = await onPrisma(db())<unknown>(Prisma.sql`
    SELECT h.name AS host, e.ingest_id::text AS "ingestId", e.process_key AS "processKey", e.process_name AS "processName",
           e.user_name AS "user", host(e.remote_address) AS "remoteAddress"
    FROM event e JOIN host h ON h.id = e.host_id
    WHERE e.host_id = ${key.hostId} AND e."timestamp" = ${key.timestamp}::timestamptz AND e.id = ${key.id}::uuid`);
  const event = (await getEvents([key])).get(key.id);
  const [row] = rows;
  if (row === undefined || !event) return null;
  const stored = Stored.parse(row);
  const { file, record } = event.record.position;
  const chain =
    stored.processKey === null ? { ancestors: [], rootNote: null } : await getProcessChain({ hostId: key.hostId, key: stored.processKey });
  return {
    ...stored,
    id: key.id,
    hostId: key.hostId,
    at: key.timestamp,
    class: event.class,
    source: event.source,
    file,
    record,
    fields: event.fields,
    raw: event.record.body,
    chain,
  };
}
