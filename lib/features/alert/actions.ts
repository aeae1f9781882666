"use server";
import { revalidatePath } from "next/cache";
import { requireActor } from "../account/loaders.ts";
import * as batch from "./batch/mutations.ts";
import { AddNote, JudgeAlerts, ReleaseAlerts, ReopenAlerts, TakeAlerts, UndoBatch } from "./schema.ts";
import * as triage from "./triage/mutations.ts";
import type { TriageOutcome } from "./types.ts";

const INVALID: TriageOutcome = { ok: false, reason: "the request could not be read: reload the page" };

/** Assigns open alerts to whoever asks; those it cannot are named with the reason. */
export async function takeAlerts(input: TakeAlerts): Promise<TriageOutcome> {
  const parsed = TakeAlerts.safeParse(input);
  const actor = await requireActor();
  if (!parsed.success) return INVALID;
  const outcome = await triage.takeAlerts(actor, parsed.data.alertIds, new Date());
  revalidatePath("/alerts", "layout");
  return outcome;
}

/** Puts alerts in progress back for anybody. */
export async function releaseAlerts(input: ReleaseAlerts): Promise<TriageOutcome> {
  const parsed = ReleaseAlerts.safeParse(input);
  const actor = await requireActor();
  if (!parsed.success) return INVALID;
  const outcome = await triage.releaseAlerts(actor, parsed.data.alertIds);
  revalidatePath("/alerts", "layout");
  return outcome;
}

/** Gives a verdict and closes; alerts that somebody else works on are left and named. */
export async function judgeAlerts(input: JudgeAlerts): Promise<TriageOutcome> {
  const parsed = JudgeAlerts.safeParse(input);
  const actor = await requireActor();
  if (!parsed.success) return INVALID;
  const outcome = await triage.judgeAlerts(actor, parsed.data, new Date());
  revalidatePath("/alerts", "layout");
  return outcome;
}

/** Takes verdicts back: the alerts are in the queue again, unassigned. */
export async function reopenAlerts(input: ReopenAlerts): Promise<TriageOutcome> {
  const parsed = ReopenAlerts.safeParse(input);
  const actor = await requireActor();
  if (!parsed.success) return INVALID;
  const outcome = await triage.reopenAlerts(actor, parsed.data.alertIds);
  revalidatePath("/alerts", "layout");
  return outcome;
}

/** Adds a note to an alert. */
export async function addNote(input: AddNote): Promise<TriageOutcome> {
  const parsed = AddNote.safeParse(input);
  const actor = await requireActor();
  if (!parsed.success) return { ok: false, reason: "a note has 1 to 10,000 characters" };
  const outcome = await triage.addNote(actor, parsed.data);
  revalidatePath("/alerts", "layout");
  return outcome;
}

/** Takes back one gesture of triage or one change of an exception, whole. */
export async function undoBatch(input: UndoBatch): Promise<TriageOutcome> {
  const parsed = UndoBatch.safeParse(input);
  const actor = await requireActor();
  if (!parsed.success) return INVALID;
  const outcome = await batch.undoBatch(actor, parsed.data.batchId, new Date());
  revalidatePath("/alerts", "layout");
  revalidatePath("/exceptions", "layout");
  return outcome;
}
