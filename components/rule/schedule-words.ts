import type { RuleDetail } from "#features/rule/types";
import { scheduleText } from "./execution-words.ts";

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

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
