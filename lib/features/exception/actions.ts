"use server";
import { AppError } from "#lib/errors";
import type { TriageOutcome } from "../alert/types.ts";
import type { ExceptionDraft, ExtendException, PreviewDraft, RemoveException } from "./schema.ts";
import type { ExceptionPreview, SaveExceptionOutcome } from "./types.ts";

export async function previewException(_input: PreviewDraft): Promise<ExceptionPreview> {
  throw new AppError("unavailable", "being written");
}
export async function saveException(_input: ExceptionDraft): Promise<SaveExceptionOutcome> {
  throw new AppError("unavailable", "being written");
}
/** `changed`: alerts that came back into the queue. */
export async function removeException(_input: RemoveException): Promise<TriageOutcome> {
  return { ok: false, reason: "being written" };
}
export async function extendException(_input: ExtendException): Promise<TriageOutcome> {
  return { ok: false, reason: "being written" };
}
