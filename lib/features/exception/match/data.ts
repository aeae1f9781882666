import "server-only";
import { z } from "zod";
import { SEVERITIES } from "#core/detection/finding";
import { canonicalAddress } from "#core/event/address";
import { Prisma } from "#lib/db/generated/client";
import { isoInstant } from "#lib/db/iso-instant";
import type { Query } from "#lib/db/query";
import type { EvidenceRef, ReadSubject } from "../../alert/evidence/data.ts";
import type { PreviewAlert } from "../types.ts";

const Stored = z.object({
  id: z.string(),
  ruleTitle: z.string(),
  severity: z.enum(SEVERITIES),
  host: z.string(),
  process: z.string().nullable(),
  commandLine: z.string().nullable(),
  destination: z.string().nullable(),
  status: z.string(),
  assignee: z.string().nullable(),
  lastSeen: z.string(),
  silenced: z.number(),
  total: z.number(),
});

/**
 * The alerts of matched evidence with how many of the findings that count in each would be silenced: of one event or of steps by one
 * matched piece, otherwise when nothing else in them counts. The most severe first.
 */
export async function listPreviewAlerts(query: Query, matched: readonly EvidenceRef[]): Promise<readonly PreviewAlert[]> {
  if (matched.length === 0) return [];
  const keys = matched.map((ref) => ref.alertKey);
  const findings = matched.map((ref) => ref.findingId);
  const events = matched.map((ref) => ref.eventId);
  const alerts = [...new Set(matched.map((ref) => ref.alertId))];
  const rows = await query<unknown>(Prisma.sql`
    WITH m AS MATERIALIZED (
      SELECT DISTINCT * FROM unnest(${keys}::uuid[], ${findings}::uuid[], ${events}::uuid[]) m(alert_key, finding_id, event_id)
    ), lost AS (
      SELECT e.alert_id, count(*)::int AS n FROM m JOIN alert_evidence e USING (alert_key, finding_id, event_id)
      WHERE e.finding_id = e.event_id AND cardinality(e.silenced_by) = 0 GROUP BY e.alert_id
      UNION ALL
      SELECT f.alert_id, count(*)::int AS n
      FROM (SELECT DISTINCT alert_key, finding_id FROM m) t JOIN alert_finding f ON f.alert_key = t.alert_key AND f.id = t.finding_id
      WHERE f.counts AND (f.silencing = 'any' OR (f.total <= f.pieces AND NOT EXISTS (
        SELECT 1 FROM alert_evidence e LEFT JOIN m USING (alert_key, finding_id, event_id)
        WHERE e.alert_key = f.alert_key AND e.finding_id = f.id AND cardinality(e.silenced_by) = 0 AND m.event_id IS NULL)))
      GROUP BY f.alert_id
    )
    SELECT a.id, a.rule_title AS "ruleTitle", a.severity, a.host_name AS host, a.process_name AS process, a.command_line AS "commandLine",
           host(a.destination_address) AS destination, a.status, a.assignee_name AS assignee,
           ${isoInstant(Prisma.sql`a.last_seen`)} AS "lastSeen", a.count AS total,
           coalesce((SELECT sum(l.n) FROM lost l WHERE l.alert_id = a.id), 0)::int AS silenced
    FROM alert a WHERE a.id = ANY(${alerts}::uuid[]) ORDER BY a.severity_rank DESC, a.last_seen DESC, a.id`);
  return rows.map((row) => Stored.parse(row));
}

/** How far matches reach: one host and one address reads very differently from fourteen hosts. */
export interface Reach {
  readonly hosts: Set<number>;
  readonly users: Set<string>;
  readonly destinations: Set<string>;
}

export const newReach = (): Reach => ({ hosts: new Set(), users: new Set(), destinations: new Set() });

export function addReach(reach: Reach, { ref, subject }: ReadSubject): void {
  reach.hosts.add(ref.hostId);
  const user = subject.values("user.name").at(-1);
  if (user) reach.users.add(user.toLowerCase());
  for (const address of subject.values("destination.ip")) reach.destinations.add(canonicalAddress(address) ?? address);
}

export function reachOf(parts: readonly Reach[]): { readonly hosts: number; readonly users: number; readonly destinations: number } {
  const size = (of: (reach: Reach) => ReadonlySet<number | string>): number => new Set(parts.flatMap((part) => [...of(part)])).size;
  return { hosts: size((reach) => reach.hosts), users: size((reach) => reach.users), destinations: size((reach) => reach.destinations) };
}
