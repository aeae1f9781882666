import { randomUUID } from "node:crypto";
import type { Event } from "#core/event/event";
import { sortEvents } from "#features/event/duplicate/data";
import { addFiles } from "#features/event/file/mutations";
import { ensureHosts } from "#features/event/host/mutations";
import { ensurePartitions, insertEvents } from "#features/event/mutations";
import { pool } from "#lib/db/client";
import { indexable } from "#lib/db/key";
import { fileSightingOf } from "#lib/pipeline/file-sighting";

/** Stores events and counts their files as an ingest does, without what an ingest does beside: no rules, no processes. Gives how many are new. */
export async function storeEvents(events: readonly Event[]): Promise<number> {
  const client = await pool().connect();
  try {
    const distinct = [...new Map(events.map((event) => [`${event.host.key} ${event.timestamp} ${event.id}`, event])).values()];
    const hosts = await ensureHosts(
      client,
      distinct.map(({ host }) => host),
    );
    await ensurePartitions(client, distinct);
    const rows = distinct.map((event) => ({
      event,
      hostId: hosts.get(indexable(event.host.key)) ?? 0,
      raw: JSON.stringify(event.record.body),
    }));
    const ingestId = randomUUID();
    const { fresh } = await sortEvents(client, ingestId, rows);
    await insertEvents(
      client,
      ingestId,
      rows.filter((_, position) => fresh.has(position)),
    );
    const isFresh = (_: unknown, position: number) => fresh.has(position);
    await addFiles(
      client,
      rows.filter(isFresh).flatMap(({ event, hostId }) => fileSightingOf(event, hostId) ?? []),
    );
    return fresh.size;
  } finally {
    client.release();
  }
}
