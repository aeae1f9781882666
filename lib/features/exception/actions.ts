"use server";
import { revalidatePath } from "next/cache";
import { AppError } from "#lib/errors";
import { requireActor } from "../account/loaders.ts";
import type { TriageOutcome } from "../alert/types.ts";
import * as mutations from "./mutations.ts";
import { previewDraft } from "./preview/data.ts";
import { ExceptionDraft, ExtendException, PreviewDraft, RemoveException } from "./schema.ts";
import type { ExceptionPreview, SaveExceptionOutcome } from "./types.ts";

/** What saving would do. Changes nothing. Throws `invalid` on a draft that no form can make. */
export async function previewException(input: PreviewDraft): Promise<ExceptionPreview> {
  const parsed = PreviewDraft.safeParse(input);
  await requireActor();
  if (!parsed.success) throw new AppError("invalid", "the draft could not be read");
  return previewDraft(parsed.data, new Date());
}

/** Makes an exception and applies it to what is stored; what stands in its way is a list of lints, each at its condition. */
export async function saveException(input: ExceptionDraft): Promise<SaveExceptionOutcome> {
  const parsed = ExceptionDraft.safeParse(input);
  const actor = await requireActor();
  if (!parsed.success) {
    const lints = parsed.error.issues.map((issue) => {
      const at = issue.path[0] === "conditions" && typeof issue.path[1] === "number" ? { condition: issue.path[1] } : {};
      return {
        code: `bad-${String(issue.path[0] ?? "draft")}`,
        level: "block" as const,
        message: `${issue.path.join(".")}: ${issue.message}`,
        ...at,
      };
    });
    return { ok: false, lints };
  }
  const outcome = await mutations.saveException(actor, parsed.data, new Date());
  revalidateAll();
  return outcome;
}

/** `changed`: alerts that came back into the queue. */
export async function removeException(input: RemoveException): Promise<TriageOutcome> {
  const { exceptionId } = RemoveException.parse(input);
  const actor = await requireActor();
  const outcome = await mutations.removeException(actor, exceptionId, new Date());
  revalidateAll();
  return outcome;
}

/** `changed`: alerts that went to *silenced*, where an expired exception runs again. */
export async function extendException(input: ExtendException): Promise<TriageOutcome> {
  const parsed = ExtendException.parse(input);
  const actor = await requireActor();
  const outcome = await mutations.extendException(actor, parsed, new Date());
  revalidateAll();
  return outcome;
}

function revalidateAll(): void {
  revalidatePath("/alerts", "layout");
  revalidatePath("/exceptions", "layout");
}
