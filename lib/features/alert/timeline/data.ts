import "server-only";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { isoInstant } from "#lib/db/iso-instant";
import { onPrisma } from "#lib/db/query";
import type { AlertTimeline } from "../types.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Widths of a bar, in seconds; the first of which at most `MOST_BARS` cover the span is taken. */
const STEPS = [60, 600, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY] as const;
const MOST_BARS = 60;

/**
 * How many alerts of a rule were last seen when: bars of one width from the first to the last, those without an alert left out. Null when
 * it has none. Answered from the index over (rule, last seen) alone, so that a rule with a million alerts costs no more than its page.
 */
export async function getTimeline(ruleId: string): Promise<AlertTimeline | null> {
  const query = onPrisma(db());
  const [span] = await query<{ seconds: number | null }>(Prisma.sql`
    SELECT EXTRACT(EPOCH FROM max(a.last_seen) - min(a.last_seen))::float8 AS seconds FROM alert a WHERE a.rule_id = ${ruleId}`);
  if (!span || span.seconds === null) return null;
  const { seconds } = span;
  const stepSeconds = STEPS.find((step) => seconds / step <= MOST_BARS - 1) ?? Math.ceil(seconds / DAY / (MOST_BARS - 1)) * DAY;
  const bars = await query<{ at: string; alerts: number }>(Prisma.sql`
    SELECT ${isoInstant(Prisma.sql`b.at`)} AS at, b.alerts FROM (
      SELECT date_bin(make_interval(secs => ${stepSeconds}::float8), a.last_seen, '2001-01-01T00:00:00Z'::timestamptz) AS at, count(*)::int AS alerts
      FROM alert a WHERE a.rule_id = ${ruleId} GROUP BY 1) b
    ORDER BY b.at`);
  return { stepSeconds, bars };
}
