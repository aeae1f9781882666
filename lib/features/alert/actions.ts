"use server";
import type { AddNote, JudgeAlerts, ReleaseAlerts, ReopenAlerts, TakeAlerts, UndoBatch } from "./schema.ts";
import type { TriageOutcome } from "./types.ts";

export async function takeAlerts(_input: TakeAlerts): Promise<TriageOutcome> {
  return { ok: false, reason: "being written" };
}
export async function releaseAlerts(_input: ReleaseAlerts): Promise<TriageOutcome> {
  return { ok: false, reason: "being written" };
}
export async function judgeAlerts(_input: JudgeAlerts): Promise<TriageOutcome> {
  return { ok: false, reason: "being written" };
}
export async function reopenAlerts(_input: ReopenAlerts): Promise<TriageOutcome> {
  return { ok: false, reason: "being written" };
}
export async function addNote(_input: AddNote): Promise<TriageOutcome> {
  return { ok: false, reason: "being written" };
}
export async function undoBatch(_input: UndoBatch): Promise<TriageOutcome> {
  return { ok: false, reason: "being written" };
}
