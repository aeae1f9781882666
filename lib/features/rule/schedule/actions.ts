"use server";
import { revalidatePath } from "next/cache";
import { requireActor } from "../../account/loaders.ts";
import type { ScheduleOutcome, UndoOutcome } from "../types.ts";
import { setSchedule as set, undoSchedule as undo } from "./mutations.ts";
import { SetSchedule, UndoSchedule } from "./schema.ts";

/** Gives a rule another schedule, none, or its file's again. */
export async function setSchedule(input: unknown): Promise<ScheduleOutcome> {
  const actor = await requireActor();
  const outcome = await set(actor, SetSchedule.parse(input));
  revalidatePath("/rules");
  return outcome;
}

/** Takes back one change of a schedule. */
export async function undoSchedule(input: unknown): Promise<UndoOutcome> {
  const actor = await requireActor();
  const outcome = await undo(actor, UndoSchedule.parse(input).batchId);
  revalidatePath("/rules");
  return outcome;
}
