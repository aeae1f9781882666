import "server-only";
import type pg from "pg";
import type { EpochMicros } from "#core/event/event";
import { instant } from "#lib/db/instant";
import { indexable } from "#lib/db/key";

/** One event that talked to an address. */
export interface Sighting {
  readonly hostId: number;
  /** Canonical spelling. */
  readonly address: string;
  /** Empty when the process is not known. */
  readonly processName: string;
  readonly at: EpochMicros;
}

interface RolledUp {
  readonly hostId: number;
  readonly address: string;
  readonly processName: string;
  first: EpochMicros;
  last: EpochMicros;
  count: number;
}

/** Adds newly stored contacts to the roll-up, on the caller's connection and in its transaction. */
export async function addSightings(client: pg.PoolClient, sightings: readonly Sighting[]): Promise<void> {
  if (sightings.length === 0) return;
  const rows = rollUp(sightings);
  await client.query(
    `INSERT INTO sighting AS s (host_id, address, process_name, first_seen, last_seen, count)
     SELECT * FROM unnest($1::int[], $2::inet[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::bigint[])
     ON CONFLICT (host_id, address, process_name) DO UPDATE SET
       first_seen = least(s.first_seen, excluded.first_seen),
       last_seen = greatest(s.last_seen, excluded.last_seen),
       count = s.count + excluded.count`,
    [
      rows.map((row) => row.hostId),
      rows.map((row) => row.address),
      rows.map((row) => row.processName),
      rows.map((row) => instant(row.first)),
      rows.map((row) => instant(row.last)),
      rows.map((row) => row.count),
    ],
  );
}

function rollUp(sightings: readonly Sighting[]): readonly RolledUp[] {
  const rows = new Map<string, RolledUp>();
  for (const { hostId, address, processName, at } of sightings) {
    const name = indexable(processName.toLowerCase());
    const key = `${hostId} ${address} ${name}`;
    const row = rows.get(key);
    if (!row) rows.set(key, { hostId, address, processName: name, first: at, last: at, count: 1 });
    else {
      row.first = Math.min(row.first, at);
      row.last = Math.max(row.last, at);
      row.count++;
    }
  }
  // One order for all writers, so that two batches never wait for each other in a circle.
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
