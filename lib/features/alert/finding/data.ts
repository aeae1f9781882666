import "server-only";
import { z } from "zod";
import type { Event } from "#core/event/event";
import { objectOf } from "#core/process/object";
import { summarise } from "#core/process/summary";
import { addressLookup } from "#lib/addresses";
import { db } from "#lib/db/client";
import { decodeCursor, encodeCursor } from "#lib/db/cursor";
import { Prisma } from "#lib/db/generated/client";
import { isoInstant } from "#lib/db/iso-instant";
import { onPrisma } from "#lib/db/query";
import { getEvents } from "../../event/data.ts";
import { listMentions } from "../../exception/data.ts";
import { contentOf, StoredReasons } from "../evidence/data.ts";
import type { FindingItem, FindingPage, FindingPiece, PiecePage } from "../types.ts";

const { sql } = Prisma;
/** Events shown of each finding at first; a sequence seldom has more. */
const PIECES_SHOWN = 25;

/** Pairs, in the order the rule names them. */
export const StoredCells = z
  .array(z.tuple([z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])]))
  .catch([])
  .transform((pairs) => Object.fromEntries(pairs));
const StoredFinding = z.object({
  id: z.string(),
  alertKey: z.string(),
  at: z.string(),
  cells: StoredCells,
  why: StoredReasons,
  counts: z.boolean(),
  silencing: z.enum(["any", "all"]),
  kept: z.number(),
  total: z.number(),
  withdrawnAt: z.string().nullable(),
  withdrawnReason: z.enum(["superseded", "refuted"]).nullable().catch(null),
});
const StoredPiece = z.object({
  findingId: z.string(),
  eventId: z.string(),
  hostId: z.number(),
  host: z.string(),
  at: z.string(),
  stepIndex: z.number().nullable(),
  stepName: z.string().nullable(),
  processKey: z.string().nullable(),
  process: z.string().nullable(),
  commandLine: z.string().nullable(),
  user: z.string().nullable(),
  address: z.string().nullable(),
  port: z.number().nullable(),
  why: StoredReasons,
  silencedBy: z.array(z.string()),
});
type StoredPiece = z.infer<typeof StoredPiece>;

const FindingCursor = z.tuple([z.iso.datetime(), z.guid()]);
const PieceCursor = z.tuple([z.number().int(), z.iso.datetime(), z.guid()]);

/** A page of the findings of an alert of several events, newest first, each with the first of its events. */
export async function listFindings(alertId: string, cursor: string | null, size: number): Promise<FindingPage> {
  const after = decodeCursor(FindingCursor, cursor);
  const beyond = after ? sql`AND (f.at, f.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : Prisma.empty;
  const rows = await onPrisma(db())<unknown>(sql`
    SELECT f.id, f.alert_key AS "alertKey", ${isoInstant(sql`f.at`)} AS at, f.cells, f.why, f.counts, f.silencing, f.pieces AS kept, f.total,
           ${isoInstant(sql`f.withdrawn_at`)} AS "withdrawnAt", f.withdrawn_reason AS "withdrawnReason"
    FROM alert_finding f WHERE f.alert_id = ${alertId}::uuid ${beyond} ORDER BY f.at DESC, f.id DESC LIMIT ${size + 1}`);
  const found = rows.slice(0, size).map((row) => StoredFinding.parse(row));
  const pieces = await readPieces(await firstPieces(found));
  const last = found.at(-1);
  return {
    items: found.map(({ alertKey: _key, withdrawnAt, withdrawnReason, ...finding }): FindingItem => {
      const own = pieces.filter((piece) => piece.findingId === finding.id).map((piece) => piece.piece);
      return {
        ...finding,
        withdrawn: withdrawnAt === null ? null : { at: withdrawnAt, reason: withdrawnReason ?? "superseded" },
        pieces: own,
        next: own.length < finding.kept ? cursorAfter(own.at(-1)) : null,
      };
    }),
    next: rows.length > size && last ? encodeCursor([last.at, last.id]) : null,
  };
}

/** The events of a finding after those that gave the cursor. */
export async function listPieces(alertId: string, findingId: string, cursor: string | null, size: number): Promise<PiecePage> {
  const after = decodeCursor(PieceCursor, cursor) ?? [-2, "0001-01-01T00:00:00Z", "00000000-0000-0000-0000-000000000000"];
  const rows = await onPrisma(db())<unknown>(sql`
    SELECT ${PIECE_COLUMNS} FROM ${PIECE_TABLES}
    WHERE e.alert_key = (SELECT a.key FROM alert a WHERE a.id = ${alertId}::uuid) AND e.finding_id = ${findingId}::uuid
      AND e.alert_id = ${alertId}::uuid
      AND (coalesce(e.step_index, -1), e.timestamp, e.event_id) > (${after[0]}::int, ${after[1]}::timestamptz, ${after[2]}::uuid)
    ORDER BY coalesce(e.step_index, -1), e.timestamp, e.event_id LIMIT ${size + 1}`);
  const pieces = (await readPieces(rows.slice(0, size).map((row) => StoredPiece.parse(row)))).map(({ piece }) => piece);
  return { pieces, next: rows.length > size ? cursorAfter(pieces.at(-1)) : null };
}

function cursorAfter(piece: FindingPiece | undefined): string | null {
  return piece === undefined ? null : encodeCursor([piece.step?.index ?? -1, piece.at, piece.eventId]);
}

const PIECE_COLUMNS = sql`
  e.finding_id AS "findingId", e.event_id AS "eventId", e.host_id AS "hostId", h.name AS host, ${isoInstant(sql`e.timestamp`)} AS at,
  e.step_index AS "stepIndex", e.step_name AS "stepName", e.process_key AS "processKey", p.name AS process, p.command_line AS "commandLine",
  p.user_name AS "user", host(e.remote_address) AS address, e.remote_port AS port, e.why, e.silenced_by::text[] AS "silencedBy"`;
const PIECE_TABLES = sql`
  alert_evidence e JOIN host h ON h.id = e.host_id LEFT JOIN process p ON p.host_id = e.host_id AND p.key = e.process_key`;

async function firstPieces(findings: readonly { readonly id: string; readonly alertKey: string }[]): Promise<readonly StoredPiece[]> {
  if (findings.length === 0) return [];
  const keys = findings.map((finding) => finding.alertKey);
  const ids = findings.map((finding) => finding.id);
  const rows = await onPrisma(db())<unknown>(sql`
    SELECT first.* FROM unnest(${keys}::uuid[], ${ids}::uuid[]) WITH ORDINALITY f(key, id, n)
    CROSS JOIN LATERAL (
      SELECT ${PIECE_COLUMNS} FROM ${PIECE_TABLES} WHERE e.alert_key = f.key AND e.finding_id = f.id
      ORDER BY coalesce(e.step_index, -1), e.timestamp, e.event_id LIMIT ${PIECES_SHOWN}) first
    ORDER BY f.n, coalesce(first."stepIndex", -1), first.at, first."eventId"`);
  return rows.map((row) => StoredPiece.parse(row));
}

interface ReadPiece {
  readonly findingId: string;
  readonly piece: FindingPiece;
}

async function readPieces(stored: readonly StoredPiece[]): Promise<readonly ReadPiece[]> {
  const [events, mentions, lookup] = await Promise.all([
    getEvents(stored.map((row) => ({ hostId: row.hostId, timestamp: row.at, id: row.eventId }))),
    listMentions([...new Set(stored.flatMap((row) => row.silencedBy))]),
    addressLookup(),
  ]);
  return stored.map(({ findingId, stepIndex, stepName, address, port, silencedBy, ...row }) => {
    const event = events.get(row.eventId);
    const remote = address === null ? null : { context: lookup(address), port };
    const process = textOf(event, "process.name") ?? row.process;
    return {
      findingId,
      piece: {
        ...row,
        ...contentOf(event),
        process,
        commandLine: textOf(event, "process.command_line") ?? row.commandLine,
        user: textOf(event, "user.name") ?? row.user,
        step: stepIndex === null || stepName === null ? null : { index: stepIndex, name: stepName },
        remote,
        summary: event ? sentence(event, process, remote) : "This event is no longer stored.",
        silencedBy: silencedBy.flatMap((id) => mentions.get(id) ?? []),
      },
    };
  });
}

function textOf(event: Event | undefined, name: string): string | null {
  const value = event?.fields[name];
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined || one === null || one === "" ? null : String(one);
}

function sentence(event: Event, process: string | null, remote: FindingPiece["remote"]): string {
  const object = objectOf(event.fields);
  const domain = textOf(event, "destination.domain");
  const direction = textOf(event, "network.direction");
  return summarise({
    class: event.class,
    ...(process !== null && { process }),
    ...(object !== undefined && { object }),
    ...((direction === "egress" || direction === "ingress") && { direction }),
    ...(remote && {
      remote: {
        address: remote.context.address,
        context: remote.context,
        ...(remote.port !== null && { port: remote.port }),
        ...(domain !== null && { domain }),
      },
    }),
  });
}
