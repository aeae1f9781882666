import type { ExecutionRow, RuleHealth, Trigger } from "#features/execution/types";
import type { RuleSchedule } from "#features/rule/schedule/schema";
import { countText } from "../ingest/counts.ts";

const UNITS = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

/** 300 → `5 minutes`, 5400 → `1 hour 30 minutes`. */
export function spanText(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.round(seconds);
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${countText(count)} ${unit}${count === 1 ? "" : "s"}`);
  }
  return parts.slice(0, 2).join(" ") || "0 seconds";
}

/** `Every 5 minutes, over the last 9 minutes, at most 100 alerts each time`. */
export function scheduleText({ everySeconds, lookBackSeconds, mostAlerts }: RuleSchedule): string {
  const limit = mostAlerts === null ? "as many alerts as there are" : `at most ${countText(mostAlerts)} alerts each time`;
  return `Every ${spanText(everySeconds)}, over the last ${spanText(lookBackSeconds)}, ${limit}`;
}

/** What of the events is never looked at; empty when nothing is. */
export function holeText({ everySeconds, lookBackSeconds }: RuleSchedule): string {
  const hole = everySeconds - lookBackSeconds;
  return hole <= 0 ? "" : `It looks back ${spanText(hole)} less than it waits: what happens in that time is never looked at.`;
}

export const TRIGGER_WORD: { readonly [T in Trigger]: string } = {
  schedule: "schedule",
  upload: "upload",
  manual: "by hand",
  backtest: "backtest",
};

/** How long it took, or has been taking; empty before it began. */
export function tookText({ startedAt, finishedAt }: Pick<ExecutionRow, "startedAt" | "finishedAt">, now?: number): string {
  const end = finishedAt === null ? now : Date.parse(finishedAt);
  if (startedAt === null || end === undefined) return "";
  return millisText(Math.max(0, end - Date.parse(startedAt)));
}

export function millisText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : spanText(ms / 1_000);
}

/** Everything about an execution that is not as usual, each in a sentence. */
export function remarksOf(row: ExecutionRow): readonly string[] {
  const remarks: string[] = [];
  if (row.error) remarks.push(row.error);
  if (row.truncated) {
    const rest =
      row.leftOver > 0 ? `${countText(row.leftOver)} more wait for the next execution.` : "The rest waits for the next execution.";
    remarks.push(`It stopped at the most alerts it may raise. ${rest}`);
  }
  if (row.missed > 0) {
    const runs = row.missed === 1 ? "one execution" : `${countText(row.missed)} executions`;
    remarks.push(`It also covers ${runs} that did not happen before it.`);
  }
  if (row.attempts > 1) remarks.push(`A worker ended in the middle of it; this is attempt ${row.attempts}.`);
  return [...remarks, ...row.notices];
}

/** How a rule has fared, in one line. */
export function healthText(health: RuleHealth): string {
  if (health.ended === 0) return "It has not run yet.";
  const { ended, failed, truncated, late, resumed, medianMs, longestMs } = health;
  const parts = [`${countText(ended)} ${ended === 1 ? "execution" : "executions"} kept`];
  parts.push(failed === 0 ? "none failed" : `${countText(failed)} failed`);
  if (late > 0) parts.push(`${countText(late)} made good what was missed`);
  if (truncated > 0) parts.push(`${countText(truncated)} stopped at the most alerts`);
  if (resumed > 0) parts.push(`${countText(resumed)} taken up after a worker had ended`);
  if (medianMs !== null && longestMs !== null)
    parts.push(`half take up to ${millisText(medianMs)}, the longest took ${millisText(longestMs)}`);
  return `${parts.join(", ")}.`;
}
