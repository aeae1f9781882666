import "server-only";
import type { Event } from "#core/event/event";
import { type Story, summarise } from "#core/process/summary";
import { addressLookup } from "#lib/addresses";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { microsOf } from "#lib/db/instant";
import { onPrisma } from "#lib/db/query";
import { getProcessChain } from "../../entity/process/data.ts";
import { getEvents } from "../../event/data.ts";
import { listMentions } from "../../exception/data.ts";
import { listEvidence } from "../evidence/data.ts";
import { listHistory } from "../history/data.ts";
import { getAlertRow } from "../queue/data.ts";
import { listSiblings } from "../sibling/data.ts";
import type { AlertDetail, AlertNote, AlertRow, DestinationSummary, ExceptionMention, ProcessChain } from "../types.ts";

const { sql } = Prisma;
const EVIDENCE_SHOWN = 50;
const DESTINATIONS_SHOWN = 200;

/** Where an alert's process stands, or null when there is no such alert. */
export async function getAlertPlace(id: string): Promise<{ readonly hostId: number; readonly processKey: string | null } | null> {
  return db().alert.findUnique({ where: { id }, select: { hostId: true, processKey: true } });
}

async function listDestinations(alertId: string): Promise<readonly DestinationSummary[]> {
  const [lookup, rows] = await Promise.all([
    addressLookup(),
    onPrisma(db())<{ address: string; port: number | null; count: number }>(sql`
      SELECT host(e.remote_address) AS address, e.remote_port AS port, count(*)::int AS count FROM alert_evidence e
      WHERE e.alert_id = ${alertId}::uuid AND e.remote_address IS NOT NULL
      GROUP BY e.remote_address, e.remote_port ORDER BY count DESC, e.remote_address, e.remote_port LIMIT ${DESTINATIONS_SHOWN}`),
  ]);
  return rows.map(({ address, port, count }) => ({ context: lookup(address), port, count }));
}

async function listNotes(alertId: string): Promise<readonly AlertNote[]> {
  const rows = await db().alertNote.findMany({
    where: { alertId, deletedAt: null },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { id: true, authorName: true, text: true, createdAt: true },
  });
  return rows.map((row) => ({ id: row.id, author: row.authorName, text: row.text, at: row.createdAt.toISOString() }));
}

/** The exceptions that silence parts of an alert. */
async function listSilencing(alertId: string): Promise<readonly ExceptionMention[]> {
  const rows = await onPrisma(db())<{ id: string }>(sql`
    SELECT DISTINCT x.id::text AS id FROM alert_evidence e CROSS JOIN LATERAL unnest(e.silenced_by) x(id) WHERE e.alert_id = ${alertId}::uuid`);
  const mentions = await listMentions(rows.map((row) => row.id));
  return [...mentions.values()].sort((a, b) => a.number - b.number);
}

async function newestEvent(alertId: string): Promise<{ readonly event: Event; readonly at: string } | null> {
  const [row] = await onPrisma(db())<{ id: string; hostId: number; at: string }>(sql`
    SELECT e.event_id AS id, e.host_id AS "hostId", to_char(e.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
    FROM alert_evidence e WHERE e.alert_id = ${alertId}::uuid ORDER BY e.timestamp DESC, e.event_id DESC LIMIT 1`);
  if (!row) return null;
  const event = (await getEvents([{ hostId: row.hostId, timestamp: row.at, id: row.id }])).get(row.id);
  return event ? { event, at: row.at } : null;
}

/** What an event was done to, for the sentence: the first of these the event has. */
const OBJECT_FIELDS = [
  "dns.question.name",
  "registry.path",
  "file.path",
  "dll.path",
  "Target.process.executable",
  "file.name",
  "process.command_line",
];

function objectOf(event: Event): string | undefined {
  for (const name of OBJECT_FIELDS) {
    const value = event.fields[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

async function summaryOf(row: AlertRow, chain: ProcessChain, newest: Awaited<ReturnType<typeof newestEvent>>): Promise<string> {
  const lookup = await addressLookup();
  const self = chain.ancestors.at(-1);
  const object = newest ? objectOf(newest.event) : undefined;
  const domain = newest?.event.fields["destination.domain"];
  const direction = newest?.event.fields["network.direction"];
  const story: Story = {
    class: newest?.event.class ?? "other",
    count: row.count > 0 ? row.count : row.totalCount,
    host: row.host,
    ...(row.process !== null && { process: row.process }),
    ...(row.user !== null && { user: row.user }),
    ...(newest && { at: microsOf(newest.at) }),
    ...(self?.startedAt && { startedAt: microsOf(self.startedAt) }),
    ancestors: chain.ancestors
      .slice(0, -1)
      .reverse()
      .map((node) => node.name ?? ""),
    ...(object !== undefined && { object }),
    ...((direction === "egress" || direction === "ingress") && { direction }),
    ...(row.destination && {
      remote: {
        address: row.destination.address,
        context: lookup(row.destination.address),
        ...(row.destination.port !== null && { port: row.destination.port }),
        ...(typeof domain === "string" && row.destination.others === 0 && { domain }),
      },
    }),
  };
  return summarise(story);
}

/** The rule as it is now, or as little as the alert kept of it. */
async function ruleOf(ruleId: string): Promise<Pick<AlertDetail, "ruleDescription" | "ruleSource" | "ruleReferences" | "falsePositives">> {
  const rule = await db().rule.findUnique({
    where: { id: ruleId },
    select: { description: true, source: true, references: true, falsePositives: true },
  });
  return {
    ruleDescription: rule?.description ?? "",
    ruleSource: rule?.source ?? "",
    ruleReferences: rule?.references ?? [],
    falsePositives: rule?.falsePositives ?? [],
  };
}

const EXTRA = { tags: true, executable: true, verdictReason: true, takenAt: true, closedAt: true, hostId: true, processKey: true } as const;

/** All of one alert that its page shows at once; its chain and connections are asked for by themselves. Null when there is none. */
export async function getAlertDetail(id: string): Promise<AlertDetail | null> {
  const [row, extra] = await Promise.all([getAlertRow(id), db().alert.findUnique({ where: { id }, select: EXTRA })]);
  if (!row || !extra) return null;
  const place = extra.processKey === null ? null : { hostId: extra.hostId, key: extra.processKey };
  const [rule, chain, newest, evidence, destinations, notes, history, exceptions] = await Promise.all([
    ruleOf(row.ruleId),
    place ? getProcessChain(place) : { ancestors: [], rootNote: null },
    newestEvent(id),
    listEvidence(id, null, EVIDENCE_SHOWN),
    listDestinations(id),
    listNotes(id),
    listHistory("alert", id),
    listSilencing(id),
  ]);
  const [summary, siblings] = await Promise.all([
    summaryOf(row, chain, newest),
    newest ? listSiblings(newest.event, { ruleId: row.ruleId, processName: row.process }) : [],
  ]);
  return {
    ...row,
    ...rule,
    ...extra,
    takenAt: extra.takenAt?.toISOString() ?? null,
    closedAt: extra.closedAt?.toISOString() ?? null,
    summary,
    destinations,
    evidence: evidence.items,
    evidenceTotal: row.totalCount,
    notes,
    history,
    exceptions,
    siblings,
  };
}
