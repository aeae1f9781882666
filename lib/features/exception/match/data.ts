import "server-only";
import { z } from "zod";
import { SEVERITIES } from "#core/detection/finding";
import { canonicalAddress } from "#core/event/address";
import { Prisma } from "#lib/db/generated/client";
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
  total: z.number(),
});

/** The alerts of matched evidence with how much of what counts in each would be silenced; those that lose most first. */
export async function listPreviewAlerts(query: Query, matched: readonly EvidenceRef[]): Promise<readonly PreviewAlert[]> {
  const lost = new Map<string, number>();
  for (const ref of matched) lost.set(ref.alertId, (lost.get(ref.alertId) ?? 0) + (ref.counts ? 1 : 0));
  if (lost.size === 0) return [];
  const rows = await query<unknown>(Prisma.sql`
    SELECT a.id, a.rule_title AS "ruleTitle", a.severity, a.host_name AS host, a.process_name AS process, a.command_line AS "commandLine",
           host(a.destination_address) AS destination, a.status, a.assignee_name AS assignee,
           to_char(a.last_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "lastSeen", a.count AS total
    FROM alert a WHERE a.id = ANY(${[...lost.keys()]}::uuid[]) ORDER BY a.severity_rank DESC, a.last_seen DESC, a.id`);
  return rows.map((row) => {
    const alert = Stored.parse(row);
    return { ...alert, silenced: lost.get(alert.id) ?? 0 };
  });
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
