import "server-only";
import { pool } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onClient } from "#lib/db/query";
import { type ReadEvent, STORED, type StoredEvent, toEvent } from "../data.ts";

/** Events read at a time: some tenths of a second of work between two chances for others. */
const PAGE = 1_000;

interface RangeRow extends StoredEvent {
  readonly hostId: number;
  readonly processKey: string | null;
}

/** How many events there are in a stretch of time, both ends included. */
export async function countEvents(from: Date, to: Date): Promise<number> {
  const { rows } = await pool().query<{ readonly count: string }>(
    `SELECT count(*) AS count FROM event WHERE "timestamp" BETWEEN $1 AND $2`,
    [from.toISOString(), to.toISOString()],
  );
  return Number(rows[0]?.count ?? 0);
}

/**
 * Every event of a stretch of time, in no order, as of the moment it begins: a cursor, so that neither here nor in Postgres more than
 * a page is held. Leave the loop to end it.
 */
export async function* readRange(from: Date, to: Date): AsyncGenerator<readonly ReadEvent[]> {
  const client = await pool().connect();
  let isSound = false;
  try {
    const query = onClient(client);
    await client.query("BEGIN READ ONLY");
    await query(Prisma.sql`
      DECLARE stretch NO SCROLL CURSOR FOR
      SELECT ${STORED}, e.host_id AS "hostId", e.process_key AS "processKey" FROM event e
      WHERE e."timestamp" BETWEEN ${from.toISOString()}::timestamptz AND ${to.toISOString()}::timestamptz`);
    for (;;) {
      const rows = (await client.query<RangeRow>(`FETCH ${PAGE} FROM stretch`)).rows;
      if (rows.length === 0) break;
      yield rows.flatMap((row): readonly ReadEvent[] => {
        const event = toEvent(row);
        return event ? [{ event, hostId: row.hostId, processKey: row.processKey }] : [];
      });
    }
    isSound = true;
  } finally {
    await client.query("ROLLBACK").catch(() => {
      isSound = false;
    });
    client.release(!isSound);
  }
}
