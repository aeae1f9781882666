import "server-only";
import { pool } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onClient, type Query } from "#lib/db/query";
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
export function readRange(from: Date, to: Date): AsyncGenerator<readonly ReadEvent[]> {
  return readStretch(Prisma.sql`e."timestamp" BETWEEN ${from.toISOString()}::timestamptz AND ${to.toISOString()}::timestamptz`);
}

/** A part of time; its end is outside. Instants as Postgres writes them. */
export interface EventStretch {
  readonly from: string;
  readonly to: string;
}

/** `readRange` of the events whose record has as many hexadecimal digits in a row as the shortest hash of a file. */
export function readHashed({ from, to }: EventStretch): AsyncGenerator<readonly ReadEvent[]> {
  return readStretch(
    Prisma.sql`e."timestamp" >= ${from}::timestamptz AND e."timestamp" < ${to}::timestamptz AND e.raw ~ '[0-9a-fA-F]{32}'`,
  );
}

/** All of time from an instant on, the oldest first, cut where the event table is: each stretch reads one of its parts, or little. */
export async function listEventStretches(query: Query, from: string): Promise<readonly EventStretch[]> {
  return query<EventStretch>(Prisma.sql`
    WITH edge AS (
      SELECT m[1]::timestamptz AS at FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,
        regexp_matches(pg_get_expr(c.relpartbound, c.oid), '''([^'']+)''', 'g') AS m WHERE i.inhparent = 'event'::regclass),
    cut AS (SELECT ${from}::timestamptz AS at UNION SELECT at FROM edge WHERE at > ${from}::timestamptz UNION SELECT 'infinity')
    SELECT "from", "to" FROM (SELECT at, at::text AS "from", lead(at) OVER (ORDER BY at)::text AS "to" FROM cut) s
    WHERE "to" IS NOT NULL ORDER BY at`);
}

async function* readStretch(condition: Prisma.Sql): AsyncGenerator<readonly ReadEvent[]> {
  const client = await pool().connect();
  let isSound = false;
  try {
    const query = onClient(client);
    await client.query("BEGIN READ ONLY");
    await query(Prisma.sql`
      DECLARE stretch NO SCROLL CURSOR FOR
      SELECT ${STORED}, e.host_id AS "hostId", e.process_key AS "processKey" FROM event e WHERE ${condition}`);
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
