import "server-only";
import { randomUUID } from "node:crypto";
import { SEVERITY_RANK } from "#core/detection/finding";
import { Prisma } from "#lib/db/generated/client";
import type { Query } from "#lib/db/query";
import { storableJson } from "#lib/db/text";
import type { RaisedFinding, RaisedPiece } from "../types.ts";

/** A finding with what makes it part of an alert. */
export interface KeyedFinding {
  readonly key: string;
  readonly finding: RaisedFinding;
}

/** A finding in its alert. */
export interface PlacedFinding extends KeyedFinding {
  readonly alertId: string;
}

interface Newest {
  readonly id: string;
  readonly key: string;
  readonly generation: number;
  readonly status: string;
  readonly isTold: boolean;
}

/** The newest generation of every key, held until the transaction ends: nobody closes it between this look and the write. */
async function newestAlerts(query: Query, keys: readonly string[]): Promise<ReadonlyMap<string, Newest>> {
  const rows = await query<Newest>(Prisma.sql`
    SELECT a.id, a.key, a.generation, a.status, a.shown IS NOT NULL AS "isTold" FROM alert a
    WHERE a.key = ANY(${keys}::uuid[]) AND a.generation = (SELECT max(b.generation) FROM alert b WHERE b.key = a.key)
    ORDER BY a.id FOR UPDATE`);
  return new Map(rows.map((row) => [row.key, row]));
}

interface NewAlert extends KeyedFinding {
  readonly id: string;
  readonly generation: number;
}

/**
 * The event an alert is shown by. Of several: the host of the first, and the last process on that host, because what came before
 * it is among its ancestors more often than the other way round.
 */
function shownPiece({ pieces }: RaisedFinding): { readonly first: RaisedPiece; readonly acting: RaisedPiece } {
  const [first] = pieces;
  if (first === undefined) throw new Error("a finding has no events");
  const acting = pieces.findLast((piece) => piece.hostId === first.hostId && piece.process !== null) ?? first;
  return { first, acting };
}

async function insertAlerts(query: Query, alerts: readonly NewAlert[]): Promise<void> {
  if (alerts.length === 0) return;
  const rows = alerts.map(({ id, generation, key, finding }) => {
    const { first, acting } = shownPiece(finding);
    return {
      id,
      key,
      generation,
      rule_id: finding.rule.id,
      rule_title: finding.rule.title,
      language: finding.rule.language,
      shape: finding.outline?.kind ?? "event",
      // As pairs: a jsonb object forgets the order of its members.
      group_cells: finding.group === null ? null : Object.entries(finding.group),
      outline: finding.outline ?? null,
      is_building_block: finding.rule.isBuildingBlock === true,
      severity: finding.rule.severity,
      severity_rank: SEVERITY_RANK[finding.rule.severity],
      tags: finding.rule.tags,
      host_id: first.hostId,
      host_name: first.hostName,
      host_count: isOneEvent(finding) ? 1 : 0,
      user_name: acting.user ?? finding.pieces.find((piece) => piece.user !== null)?.user ?? null,
      process_key: acting.process?.key ?? null,
      process_name: acting.process?.name ?? null,
      executable: acting.process?.executable ?? null,
      command_line: acting.process?.commandLine ?? null,
      seen: finding.at,
    };
  });
  // Born silenced with nothing counted; the count that follows opens it if any of its evidence counts.
  await query(Prisma.sql`
    INSERT INTO alert (id, key, generation, rule_id, rule_title, language, shape, group_cells, outline, is_building_block, severity, severity_rank, tags, status,
                       host_id, host_name, host_count, user_name, process_key, process_name, executable, command_line, first_seen, last_seen)
    SELECT id, key, generation, rule_id, rule_title, language, shape, group_cells, outline, is_building_block, severity, severity_rank,
           ARRAY(SELECT jsonb_array_elements_text(tags)), 'silenced', host_id, host_name, host_count,
           user_name, process_key, process_name, executable, command_line, seen, seen
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(
      id uuid, key uuid, generation int, rule_id text, rule_title text, language text, shape text, group_cells jsonb, outline jsonb,
      is_building_block boolean, severity text, severity_rank int, tags jsonb, host_id int, host_name text, host_count int, user_name text, process_key text,
      process_name text, executable text, command_line text, seen timestamptz)`);
}

/** Whether a finding is its event: then it has no row of its own, and its alert is that of a host and process. */
export function isOneEvent({ group, pieces, findingId }: RaisedFinding): boolean {
  return group === null && pieces.length === 1 && pieces[0]?.eventId === findingId;
}

/** Whether a finding counts as it is raised. What was cut from it was not judged, so that it cannot be silenced. */
export function isCounting({ silencing, pieces, total }: RaisedFinding): boolean {
  const silenced = pieces.filter((piece) => piece.silencedBy.length > 0).length;
  return silencing === "any" ? silenced === 0 : silenced < pieces.length || total > pieces.length;
}

export interface Placing {
  readonly placed: readonly PlacedFinding[];
  /** How many alerts were made. */
  readonly alerts: number;
  /** Alerts that are shown as their events say, and not as their rule. */
  readonly told: ReadonlySet<string>;
}

/** Puts findings into the newest alert of their key, or into a new generation where there is none or it is closed. */
export async function placeFindings(query: Query, findings: readonly KeyedFinding[]): Promise<Placing> {
  const newest = await newestAlerts(query, [...new Set(findings.map(({ key }) => key))]);
  const made = new Map<string, NewAlert>();
  const placed = findings.map((keyed): PlacedFinding => {
    const known = newest.get(keyed.key);
    if (known && known.status !== "closed") return { ...keyed, alertId: known.id };
    const alert = made.get(keyed.key) ?? { ...keyed, id: randomUUID(), generation: (known?.generation ?? 0) + 1 };
    made.set(keyed.key, alert);
    return { ...keyed, alertId: alert.id };
  });
  await insertAlerts(query, [...made.values()]);
  return { placed, alerts: made.size, told: new Set([...newest.values()].flatMap(({ id, isTold }) => (isTold ? [id] : []))) };
}
