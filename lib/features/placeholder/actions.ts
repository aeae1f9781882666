"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { requireActor } from "../account/loaders.ts";
import { setPlaceholder as set, undoPlaceholder as undo } from "./mutations.ts";
import { SetPlaceholder, UndoPlaceholder } from "./schema.ts";
import type { PlaceholderOutcome } from "./types.ts";

export type SetOutcome = PlaceholderOutcome | { readonly ok: false; readonly reason: "invalid"; readonly message: string };

/** Sets what a name stands for; no values forget it. */
export async function setPlaceholder(input: unknown): Promise<SetOutcome> {
  const actor = await requireActor("rules");
  const parsed = SetPlaceholder.safeParse(input);
  if (!parsed.success) return { ok: false, reason: "invalid", message: z.prettifyError(parsed.error) };
  const outcome = await set(actor, parsed.data, new Date());
  revalidatePath("/rules", "layout");
  return outcome;
}

/** Takes one change of a placeholder back. */
export async function undoPlaceholder(input: unknown): Promise<PlaceholderOutcome> {
  const actor = await requireActor("rules");
  const outcome = await undo(actor, UndoPlaceholder.parse(input).batchId, new Date());
  revalidatePath("/rules", "layout");
  return outcome;
}
