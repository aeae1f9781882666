import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import type { AlertProcess } from "../types.ts";

const { sql } = Prisma;
const MOST = 20;

const Stored = z.object({
  hostId: z.number(),
  host: z.string(),
  key: z.string(),
  name: z.string().nullable(),
  steps: z.array(z.object({ index: z.number(), name: z.string() })),
});

/** The processes of the evidence of an alert of several events, in the order in which they appear. */
export async function listAlertProcesses(alertId: string): Promise<readonly AlertProcess[]> {
  const rows = await onPrisma(db())<unknown>(sql`
    SELECT e.host_id AS "hostId", h.name AS host, e.process_key AS key, p.name,
           coalesce(jsonb_agg(DISTINCT jsonb_build_object('index', e.step_index, 'name', e.step_name))
                    FILTER (WHERE e.step_name IS NOT NULL), '[]') AS steps
    FROM alert_evidence e JOIN host h ON h.id = e.host_id LEFT JOIN process p ON p.host_id = e.host_id AND p.key = e.process_key
    WHERE e.alert_id = ${alertId}::uuid AND e.process_key IS NOT NULL
    GROUP BY e.host_id, h.name, e.process_key, p.name ORDER BY min(e.timestamp), e.process_key LIMIT ${MOST}`);
  return rows.map((row) => {
    const stored = Stored.parse(row);
    return { ...stored, steps: [...stored.steps].sort((a, b) => a.index - b.index) };
  });
}

/** Whether a process takes part in an alert: only then is it shown as one of its. */
export async function hasProcess(alertId: string, place: { readonly hostId: number; readonly key: string }): Promise<boolean> {
  const rows = await onPrisma(db())<{ found: boolean }>(sql`
    SELECT EXISTS (SELECT 1 FROM alert_evidence e
                   WHERE e.host_id = ${place.hostId} AND e.process_key = ${place.key} AND e.alert_id = ${alertId}::uuid) AS found`);
  return rows[0]?.found === true;
}
