import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client";
import type { HistoryEntry } from "../types.ts";

const Said = z
  .object({
    verdict: z.string().nullable(),
    verdictReason: z.string().nullable(),
    assigneeName: z.string().nullable(),
    text: z.string(),
    number: z.number(),
    title: z.string(),
    expiresAt: z.string().nullable(),
    silenced: z.array(z.string()),
    returned: z.array(z.string()),
    undoes: z.string(),
  })
  .partial();
type Said = z.infer<typeof Said>;

const words = (text: string | null | undefined): string => (text ?? "").replaceAll("_", " ");
const exceptionName = (number: number | undefined): string =>
  number === undefined ? "an exception" : `EX-${String(number).padStart(4, "0")}`;
const alerts = (ids: readonly string[] | undefined): string => (ids?.length === 1 ? "1 alert" : `${ids?.length ?? 0} alerts`);
const expiry = (at: string | null | undefined): string => (at ? `until ${at.slice(0, 16).replace("T", " ")} UTC` : "without expiry");

/** What one audit row did, as a line for a person. An action that is not here is told by its name. */
const LINES: { readonly [action: string]: (after: Said, before: Said) => string } = {
  "alert.take": () => "took the alert",
  "alert.release": (_after, before) => (before.assigneeName ? `released the alert from ${before.assigneeName}` : "released the alert"),
  "alert.verdict": (after) => `closed as ${words(after.verdict)}: ${words(after.verdictReason)}`,
  "alert.reopen": (_after, before) => `reopened; the verdict was ${words(before.verdict)}`,
  "alert.note": () => "added a note",
  "alert.undo": (after) => `undid ${UNDONE[after.undoes ?? ""] ?? "a change"}`,
  "alert.silence": (after) => `silenced by ${exceptionName(after.number)}`,
  "alert.return": (after) => `back in the queue: ${exceptionName(after.number)} no longer silences it`,
  "exception.create": (after) => `created, ${expiry(after.expiresAt)}; ${alerts(after.silenced)} silenced`,
  "exception.remove": (after) => `removed; ${alerts(after.returned)} back in the queue`,
  "exception.expire": (after) => `expired; ${alerts(after.returned)} back in the queue`,
  "exception.extend": (after) => `extended, ${expiry(after.expiresAt)}`,
  "exception.undo": (after) =>
    `undid ${UNDONE[after.undoes ?? ""] ?? "a change"}; ${alerts(after.silenced)} silenced, ${alerts(after.returned)} back`,
};

const UNDONE: { readonly [action: string]: string } = {
  "alert.take": "the assignment",
  "alert.release": "the release",
  "alert.verdict": "the verdict",
  "alert.reopen": "the reopening",
  "alert.note": "a note",
  "exception.create": "the creation",
  "exception.remove": "the removal",
  "exception.extend": "the extension",
};

/** Actions that undo takes back as long as nothing else was decided after them. */
const DECISIONS: ReadonlySet<string> = new Set([
  "alert.take",
  "alert.release",
  "alert.verdict",
  "alert.reopen",
  "exception.create",
  "exception.remove",
  "exception.extend",
]);
/** What happens to a subject without anybody deciding about it leaves the last decision undoable. */
const EVENTS: ReadonlySet<string> = new Set(["alert.note", "alert.silence", "alert.return"]);

/** What happened to an alert or an exception, newest first (up to 500). */
export async function listHistory(subjectType: "alert" | "exception", subjectId: string): Promise<readonly HistoryEntry[]> {
  const rows = await db().auditEntry.findMany({
    where: { subjectType, subjectId },
    orderBy: { id: "desc" },
    take: 500,
    select: { at: true, actorName: true, action: true, batchId: true, before: true, after: true, undoneBy: true },
  });
  let isLatestDecision = true;
  return rows.map((row) => {
    const after = Said.safeParse(row.after ?? {}).data ?? {};
    const before = Said.safeParse(row.before ?? {}).data ?? {};
    const isDecision = DECISIONS.has(row.action);
    const undoable = row.undoneBy === null && (row.action === "alert.note" || (isDecision && isLatestDecision));
    if (!EVENTS.has(row.action)) isLatestDecision = false;
    const line = LINES[row.action]?.(after, before) ?? row.action;
    const summary = row.undoneBy === null ? line : `${line} (undone)`;
    return { at: row.at.toISOString(), actor: row.actorName, action: row.action, summary, batchId: row.batchId, undoable };
  });
}
