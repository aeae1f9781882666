import "server-only";
import { Prisma } from "#lib/db/generated/client";
import type { Query } from "#lib/db/query";

/** Which of these events are evidence of the alert beside them already, in any generation; as `key event`. */
export async function getKnownEvidence(
  query: Query,
  pairs: readonly { readonly key: string; readonly eventId: string }[],
): Promise<ReadonlySet<string>> {
  if (pairs.length === 0) return new Set();
  const keys = pairs.map(({ key }) => key);
  const events = pairs.map(({ eventId }) => eventId);
  const rows = await query<{ readonly pair: string }>(Prisma.sql`
    SELECT DISTINCT e.alert_key || ' ' || e.event_id AS pair
    FROM alert_evidence e JOIN unnest(${keys}::uuid[], ${events}::uuid[]) AS p(key, event) ON p.key = e.alert_key AND p.event = e.event_id
    WHERE e.alert_key = ANY(${[...new Set(keys)]}::uuid[])`);
  return new Set(rows.map((row) => row.pair));
}
