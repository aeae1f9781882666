import "server-only";
import type pg from "pg";

/** The time of each host's newest event, microseconds since 1970. Events whose own clock was not believed do not count. */
export async function findLastEvents(client: pg.PoolClient, hostIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (hostIds.length === 0) return new Map();
  const { rows } = await client.query<{ host_id: number; last: string | null }>(
    `SELECT h.host_id, (SELECT (extract(epoch FROM e."timestamp") * 1000000)::bigint FROM event e
                        WHERE e.host_id = h.host_id AND e.timestamp_quality = 'ok' AND e."timestamp" <= now()
                        ORDER BY e."timestamp" DESC LIMIT 1) AS last
     FROM unnest($1::int[]) AS h(host_id)`,
    [hostIds],
  );
  return new Map(rows.flatMap(({ host_id, last }) => (last === null ? [] : [[host_id, Number(last)]])));
}
