import type { HitState } from "#features/hit/types";
import { LONGEST_EVERY, LONGEST_LOOK_BACK, MOST_ALERTS, SHORTEST_EVERY } from "#features/rule/schedule/constants";
import type { RuleSchedule } from "#features/rule/schedule/schema";
import type { RuleDetail } from "#features/rule/types";
import { countText } from "../ingest/counts.ts";
import { scheduleText, spanText } from "./execution-words.ts";

/** When a rule is looked at, in words that fit what it is. */
export function whenText({
  schedule: { canRun, inForce, ofFile },
  language,
  enabled,
  refused,
}: Pick<RuleDetail, "schedule" | "language" | "enabled" | "refused">): string {
  if (refused) return "It is refused and does not run.";
  if (!canRun) {
    const own = "It looks at one event at a time and fires as they arrive, however late they are.";
    return ofFile
      ? `${own} Its file says, for engines that search: ${lowered(scheduleText(ofFile))}. Here nothing has to wait for that.`
      : own;
  }
  const isQuery = language === "kql";
  if (!inForce) {
    return isQuery
      ? "It is a query without a schedule: it runs only when somebody asks for it."
      : "It looks at several events, and at every batch as it arrives.";
  }
  const off = enabled ? "" : " It is disabled, so it waits.";
  const how = isQuery
    ? ""
    : " Events are matched as they arrive; what they complete is put together at each execution, and at once after an upload.";
  return `${scheduleText(inForce)}.${how}${off}`;
}

/** What stands between the rule and what it could have found by now. */
export function hitTexts(hits: HitState | null): readonly string[] {
  if (!hits) return [];
  const texts: string[] = [];
  if (hits.status === "filling") {
    const far = hits.toFill === null ? "" : `, ${countText(hits.filled)} of ${countText(hits.toFill)} so far`;
    texts.push(`Stored events are being read for it${far}: what arrives now completes what began before it came.`);
  }
  if (hits.pending > 0)
    texts.push(`${countText(hits.pending)} ${hits.pending === 1 ? "group of events waits" : "groups of events wait"} to be looked at.`);
  if (hits.notice !== null) texts.push(hits.notice);
  return texts;
}

/** What is wrong with a schedule that somebody is about to set. */
export function scheduleFaults({ everySeconds, lookBackSeconds, mostAlerts }: RuleSchedule): readonly string[] {
  const faults: string[] = [];
  if (everySeconds < SHORTEST_EVERY || everySeconds > LONGEST_EVERY) {
    faults.push(`It runs every ${spanText(SHORTEST_EVERY)} at most, and every ${spanText(LONGEST_EVERY)} at least.`);
  }
  if (lookBackSeconds < everySeconds)
    faults.push("It has to look back at least as far as it waits: what lies between would never be looked at.");
  if (lookBackSeconds > LONGEST_LOOK_BACK) faults.push(`It looks back ${spanText(LONGEST_LOOK_BACK)} at most.`);
  if (mostAlerts !== null && (mostAlerts < 1 || mostAlerts > MOST_ALERTS))
    faults.push(`It raises 1 to ${countText(MOST_ALERTS)} alerts, or any number.`);
  return faults;
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
