import "server-only";
import { AppError } from "#lib/errors";
import type { ExceptionStatus } from "./schema.ts";
import type { ExceptionDetail, ExceptionRow, Proposal } from "./types.ts";

const soon = (): never => {
  throw new AppError("unavailable", "being written");
};
export async function loadExceptions(_filter: { readonly status?: ExceptionStatus } = {}): Promise<readonly ExceptionRow[]> {
  return soon();
}
/** Shows the not-found page when there is no such exception. */
export async function loadException(_id: string): Promise<ExceptionDetail> {
  return soon();
}
export async function loadProposals(_alertId: string): Promise<readonly Proposal[]> {
  return soon();
}
