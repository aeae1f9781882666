import "server-only";
import { z } from "zod";
import type { Outline } from "#core/detection/outline";
import type { Event } from "#core/event/event";
import { objectOf } from "#core/process/object";
import { type Story, summarise } from "#core/process/summary";
import { addressLookup } from "#lib/addresses";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { microsOf } from "#lib/db/instant";
import { isoInstant } from "#lib/db/iso-instant";
import { onPrisma } from "#lib/db/query";
import { getProcessChain } from "../../entity/process/data.ts";
import { getEvents } from "../../event/data.ts";
import { listMentions } from "../../exception/data.ts";
import { listEvidence } from "../evidence/data.ts";
import { listFindings, StoredCells } from "../finding/data.ts";
import { listHistory } from "../history/data.ts";
import { listAlertProcesses } from "../process/data.ts";
import { getAlertRow } from "../queue/data.ts";
import { StoredShown } from "../shown/schema.ts";
import { listSiblings } from "../sibling/data.ts";
import type {
  AlertDetail,
  AlertNote,
  AlertRow,
  DestinationSummary,
  ExceptionMention,
  FindingItem,
  FindingPiece,
  ProcessChain,
} from "../types.ts";

const { sql } = Prisma;
const EVIDENCE_SHOWN = 50;
const FINDINGS_SHOWN = 10;
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
    SELECT e.event_id AS id, e.host_id AS "hostId", ${isoInstant(sql`e.timestamp`)} AS at
    FROM alert_evidence e WHERE e.alert_id = ${alertId}::uuid ORDER BY e.timestamp DESC, e.event_id DESC LIMIT 1`);
  if (!row) return null;
  const event = (await getEvents([{ hostId: row.hostId, timestamp: row.at, id: row.id }])).get(row.id);
  return event ? { event, at: row.at } : null;
}

async function summaryOf(row: AlertRow, chain: ProcessChain, newest: Awaited<ReturnType<typeof newestEvent>>): Promise<string> {
  const lookup = await addressLookup();
  const self = chain.ancestors.at(-1);
  const object = newest ? objectOf(newest.event.fields) : undefined;
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

const STEPS_TOLD = 3;

/** The newest finding that counts in one sentence: its steps one after the other, or how many events and the last of them. */
function severalSummary(findings: readonly FindingItem[], outline: Outline | null): string {
  const told = findings.find((finding) => finding.counts) ?? findings[0];
  const last = told?.pieces.at(-1);
  if (!told || !last) return "Its events are no longer stored.";
  const where = `${last.user === null ? "" : `, as ${last.user}`}, on ${last.host}.`;
  const sentence = ({ summary }: FindingPiece): string => summary.replace(/\.$/, "");
  if (outline?.kind !== "sequence" && outline?.kind !== "sample") {
    const before = told.total === 1 ? "" : `${told.total.toLocaleString("en")} events; among them: `;
    return `${before}${sentence(last)}${where}`;
  }
  const steps = told.pieces.length > STEPS_TOLD ? [...told.pieces.slice(0, STEPS_TOLD - 1), last] : told.pieces;
  return `${steps.map(sentence).join("; then ")}${where}`;
}

/** What only alerts of several events have. */
async function severalOf(
  id: string,
  outline: Outline | null,
): Promise<Pick<AlertDetail, "findings" | "processes" | "truncated" | "stepTitles"> & { readonly events: number }> {
  const names = outline === null ? [] : stepNames(outline);
  const [findings, processes, last, rules, [evidence]] = await Promise.all([
    listFindings(id, null, FINDINGS_SHOWN),
    listAlertProcesses(id),
    db().alertFinding.findFirst({ where: { alertId: id }, orderBy: { createdAt: "desc" }, select: { truncated: true } }),
    db().rule.findMany({ where: { id: { in: [...names] } }, select: { id: true, title: true } }),
    onPrisma(db())<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM (SELECT DISTINCT timestamp, event_id FROM alert_evidence WHERE alert_id = ${id}::uuid) e`,
    ),
  ]);
  const truncated = Truncated.safeParse(last?.truncated);
  return {
    findings,
    processes,
    truncated: truncated.success ? truncated.data : null,
    stepTitles: Object.fromEntries(rules.map((rule) => [rule.id, rule.title])),
    events: evidence?.n ?? 0,
  };
}

function stepNames(outline: Outline): readonly string[] {
  switch (outline.kind) {
    case "sequence":
    case "sample":
      return outline.steps.map((step) => step.name);
    case "window":
      return outline.branches;
    case "novel":
    case "query":
      return [];
  }
}

const Truncated = z.object({ most: z.number(), left: z.number() });
const StoredOutline = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("sequence"),
    by: z.array(z.string()),
    within: z.number().nullable(),
    steps: z.array(z.object({ name: z.string(), isAbsent: z.boolean() })),
    until: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("sample"),
    by: z.array(z.string()),
    steps: z.array(z.object({ name: z.string(), isAbsent: z.boolean() })),
    until: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("window"),
    by: z.array(z.string()),
    within: z.number().nullable(),
    bounds: z.array(z.object({ aggregate: z.string(), compare: z.string(), bound: z.number() })),
    branches: z.array(z.string()),
    aggregates: z.array(z.object({ name: z.string(), counts: z.string() })),
  }),
  z.object({ kind: z.literal("novel"), by: z.array(z.string()), history: z.number().nullable() }),
  z.object({ kind: z.literal("query"), tables: z.array(z.string()) }),
]);

const NOTHING_SEVERAL = { findings: { items: [], next: null }, processes: [], truncated: null, stepTitles: {} } as const;

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
const MADE = { outline: true, groupCells: true, shown: true } as const;

/** All of one alert that its page shows at once; its chain and connections are asked for by themselves. Null when there is none. */
export async function getAlertDetail(id: string): Promise<AlertDetail | null> {
  const [row, extra, made] = await Promise.all([
    getAlertRow(id),
    db().alert.findUnique({ where: { id }, select: EXTRA }),
    db().alert.findUnique({ where: { id }, select: MADE }),
  ]);
  if (!row || !extra) return null;
  const outline = StoredOutline.safeParse(made?.outline).data ?? null;
  const group = made?.groupCells == null ? null : StoredCells.parse(made.groupCells);
  const isOfSeveral = row.shape !== "event" || group !== null;
  const place = extra.processKey === null ? null : { hostId: extra.hostId, key: extra.processKey };
  const [rule, several, chain, newest, evidence, destinations, notes, history, exceptions] = await Promise.all([
    ruleOf(row.ruleId),
    isOfSeveral ? severalOf(id, outline) : { ...NOTHING_SEVERAL, events: row.totalCount },
    place ? getProcessChain(place) : { ancestors: [], rootNote: null },
    newestEvent(id),
    listEvidence(id, null, EVIDENCE_SHOWN),
    listDestinations(id),
    listNotes(id),
    listHistory("alert", id),
    listSilencing(id),
  ]);
  const [summary, siblings] = await Promise.all([
    isOfSeveral ? severalSummary(several.findings.items, outline) : summaryOf(row, chain, newest),
    newest ? listSiblings(newest, { ruleId: row.ruleId, processName: row.process }) : [],
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
    outline,
    group,
    shown: StoredShown.safeParse(made?.shown).data ?? null,
    findings: several.findings,
    processes: several.processes,
    truncated: several.truncated,
    stepTitles: several.stepTitles,
    evidenceTotal: several.events,
    notes,
    history,
    exceptions,
    siblings,
  };
}
