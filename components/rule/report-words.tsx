import type { RuleImportRow } from "#features/rule/import/types";
import { countText } from "../ingest/counts.ts";

type Counts = Pick<RuleImportRow, "added" | "updated" | "unchanged" | "refused">;

/** `3,752 added, 0 updated, 0 unchanged, 26 refused.` */
export function progressText({ added, updated, unchanged, refused }: Counts): string {
  return `${countText(added)} added, ${countText(updated)} updated, ${countText(unchanged)} unchanged, ${countText(refused)} refused.`;
}

/** Why rules of an import do not run although nothing is wrong with them; empty when all do. */
export function restingText({ addedOff, startsEnabled }: Pick<RuleImportRow, "addedOff" | "startsEnabled">): string {
  if (addedOff === 0) return "";
  const rules = addedOff === 1 ? "1 of the added is" : `${countText(addedOff)} of the added are`;
  return startsEnabled ? `${rules} disabled: deprecated, unsupported, or switched off by the author.` : `${rules} disabled, as you asked.`;
}

/** What of an archive was left aside; empty when nothing was. */
export function skippedText(skipped: number): string {
  if (skipped === 0) return "";
  return skipped === 1 ? "1 other file or line is no rule." : `${countText(skipped)} other files or lines are no rules.`;
}

/** How long an import took; empty until it has ended. */
export function durationText({ startedAt, createdAt, finishedAt }: Pick<RuleImportRow, "startedAt" | "createdAt" | "finishedAt">): string {
  if (finishedAt === null) return "";
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt ?? createdAt)) / 1_000;
  return seconds < 10 ? `${Math.max(0, seconds).toFixed(1)} s` : `${Math.round(seconds)} s`;
}
