import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { AppError } from "#lib/errors";
import { requireActor, requireSession } from "../account/loaders.ts";
import { listConnections } from "../entity/connection/data.ts";
import { getProcessChain, listProcesses } from "../entity/process/data.ts";
import { getAlertDetail, getAlertPlace } from "./detail/data.ts";
import { listEvidence, listEvidenceIds } from "./evidence/data.ts";
import { listFindings, listPieces } from "./finding/data.ts";
import { hasProcess } from "./process/data.ts";
import { getQueuePage, listQueueOptions } from "./queue/data.ts";
import type { AlertQuery } from "./schema.ts";
import type {
  AlertDetail,
  AlertPage,
  Connection,
  EvidencePage,
  FindingPage,
  PiecePage,
  ProcessChain,
  ProcessList,
  QueueOptions,
} from "./types.ts";

const EVIDENCE_PAGE = 50;
const FINDINGS_PAGE = 10;
const PIECES_PAGE = 100;
/** Events of an alert whose connections are marked: of an alert with more, the newest. */
const EVIDENCE_MARKED = 5_000;

/** A page of the queue as the reader filtered and sorted it, with how many alerts each status holds. */
export async function loadAlertQueue(query: AlertQuery): Promise<AlertPage> {
  const actor = await requireActor();
  return getQueuePage(query, actor.id);
}

/** What the queue's filters can be set to. */
export const loadQueueOptions = cache(async (): Promise<QueueOptions> => {
  await requireActor();
  return listQueueOptions();
});

const isId = (text: string): boolean => z.uuid().safeParse(text).success;

/** Shows the not-found page when there is no such alert. */
export const loadAlert = cache(async (id: string): Promise<AlertDetail> => {
  await requireActor();
  const alert = isId(id) ? await getAlertDetail(id) : null;
  if (!alert) notFound();
  return alert;
});

const noAlert = (): AppError => new AppError("not-found", "no such alert");

/** Evidence after the page that gave the cursor, for a route. Throws `not-found`. */
export async function loadEvidencePage(alertId: string, cursor: string): Promise<EvidencePage> {
  await requireSession();
  if (!isId(alertId)) throw noAlert();
  return listEvidence(alertId, cursor, EVIDENCE_PAGE);
}

/** Findings after the page that gave the cursor, for a route. Throws `not-found`. */
export async function loadFindingPage(alertId: string, cursor: string): Promise<FindingPage> {
  await requireSession();
  if (!isId(alertId)) throw noAlert();
  return listFindings(alertId, cursor, FINDINGS_PAGE);
}

/** Events of one finding after the page that gave the cursor, for a route. Throws `not-found`. */
export async function loadPiecePage(alertId: string, findingId: string, cursor: string): Promise<PiecePage> {
  await requireSession();
  if (!isId(alertId) || !z.guid().safeParse(findingId).success) throw noAlert();
  return listPieces(alertId, findingId, cursor, PIECES_PAGE);
}

/** A process by its host and key. */
interface ProcessPlace {
  readonly hostId: number;
  readonly processKey: string | null;
}

const loadPlace = cache(async (alertId: string): Promise<ProcessPlace> => {
  await requireActor();
  const place = isId(alertId) ? await getAlertPlace(alertId) : null;
  if (!place) notFound();
  return place;
});

/** The place asked for where that process takes part in the alert, otherwise the alert's own. */
async function chosenPlace(alertId: string, asked: ProcessPlace | null): Promise<ProcessPlace> {
  const own = await loadPlace(alertId);
  if (asked === null || asked.processKey === null) return own;
  return (await hasProcess(alertId, { hostId: asked.hostId, key: asked.processKey })) ? asked : own;
}

/** The chain from the alert's process (or the one asked for) up to the oldest known; empty where the alert has no process. */
export async function loadProcessChain(alertId: string, asked: ProcessPlace | null): Promise<ProcessChain> {
  await requireActor();
  const { hostId, processKey } = await chosenPlace(alertId, asked);
  return processKey === null ? { ancestors: [], rootNote: null } : getProcessChain({ hostId, key: processKey });
}

/** For `GET /api/processes/children`; a request without a session gets 401. */
export async function loadProcessList(of: {
  readonly hostId: number;
  readonly key: string;
  readonly kind: "children" | "siblings";
  readonly cursor?: string | undefined;
}): Promise<ProcessList> {
  await requireSession();
  return listProcesses({ hostId: of.hostId, key: of.key }, of.kind, of.cursor);
}

/** What that process connected to; connections among the alert's evidence are marked. */
export async function loadConnections(alertId: string, asked: ProcessPlace | null): Promise<readonly Connection[]> {
  await requireActor();
  const { hostId, processKey } = await chosenPlace(alertId, asked);
  if (processKey === null) return [];
  const evidence = await listEvidenceIds(alertId, EVIDENCE_MARKED);
  return listConnections({ hostId, key: processKey }, new Set(evidence));
}
