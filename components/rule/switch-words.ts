import type { EnableOutcome, UndoOutcome } from "#features/rule/types";
import { countText } from "../ingest/counts.ts";

const rulesText = (count: number): string => `${countText(count)} ${count === 1 ? "rule" : "rules"}`;

/** What turning rules on or off did. */
export function switchedText(outcome: EnableOutcome, enabled: boolean): string {
  const word = enabled ? "enabled" : "disabled";
  if (!outcome.ok) {
    return `Nothing was changed: the rules have changed meanwhile, and ${rulesText(outcome.now)} would be ${word} now. Look again and repeat.`;
  }
  return outcome.changed === 0 ? `Nothing to change: already ${word}.` : `${rulesText(outcome.changed)} ${word}.`;
}

/** What taking it back did. */
export function undoneText(outcome: UndoOutcome): string {
  if (!outcome.ok) return "There is nothing to undo: it was undone already.";
  const skipped = outcome.skipped === 0 ? "" : ` ${rulesText(outcome.skipped)} left as they are: changed since, or gone.`;
  return `Put back ${rulesText(outcome.changed)}.${skipped}`;
}
