import type { TriageOutcome } from "#features/alert/types";

/**
 * What was done, in exact numbers: `Took 3 alerts. 2 left alone: 2 × already closed`.
 * `done` is the verb's past tense; one that contains `%` has the number put there.
 */
export function outcomeText(outcome: TriageOutcome, done: string): string {
  if (!outcome.ok) return outcome.reason;
  const what = `${outcome.changed.toLocaleString("en")} ${outcome.changed === 1 ? "alert" : "alerts"}`;
  const first = done.includes("%") ? done.replace("%", what) : `${done} ${what}`;
  if (outcome.skipped.length === 0) return `${first}.`;
  const reasons = new Map<string, number>();
  for (const { reason } of outcome.skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const why = [...reasons].map(([reason, count]) => `${count} × ${reason}`).join(", ");
  return `${first}. ${outcome.skipped.length} left alone: ${why}.`;
}
