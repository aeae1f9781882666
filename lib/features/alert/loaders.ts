import "server-only";
import { AppError } from "#lib/errors";
import type { AlertQuery } from "./schema.ts";
import type { AlertDetail, AlertPage, Connection, EvidencePage, ProcessChain, ProcessList, QueueOptions } from "./types.ts";

const soon = (): never => {
  throw new AppError("unavailable", "being written");
};
export async function loadAlertQueue(_query: AlertQuery): Promise<AlertPage> {
  return soon();
}
export async function loadQueueOptions(): Promise<QueueOptions> {
  return soon();
}
/** Shows the not-found page when there is no such alert. */
export async function loadAlert(_id: string): Promise<AlertDetail> {
  return soon();
}
export async function loadEvidencePage(_alertId: string, _cursor: string): Promise<EvidencePage> {
  return soon();
}
export async function loadProcessChain(_alertId: string): Promise<ProcessChain> {
  return soon();
}
/** For `GET /api/processes/children`. */
export async function loadProcessList(_of: {
  readonly hostId: number;
  readonly key: string;
  readonly kind: "children" | "siblings";
  readonly cursor?: string | undefined;
}): Promise<ProcessList> {
  return soon();
}
export async function loadConnections(_alertId: string): Promise<readonly Connection[]> {
  return soon();
}
