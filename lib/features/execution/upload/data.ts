import "server-only";
import { Prisma } from "#lib/db/generated/client";
import { instant } from "#lib/db/instant";
import type { Query } from "#lib/db/query";
import type { UploadedRange } from "./mutations.ts";

/** Scheduled queries whose next execution would not look back as far as an upload's first event. */
export async function listQueriesBehind(query: Query, range: UploadedRange, now: Date): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(Prisma.sql`
    SELECT id FROM rule WHERE language = 'kql' AND next_run_at IS NOT NULL
      AND ${instant(range.from)}::timestamptz < ${now.toISOString()}::timestamptz - make_interval(secs => coalesce(look_back_seconds, every_seconds))
    ORDER BY id`);
  return rows.map((row) => row.id);
}
