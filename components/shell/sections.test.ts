import { expect, test } from "vitest";
import { sectionOf } from "./sections.ts";

test.each([
  ["/alerts", null, "Alerts"],
  ["/alerts", "open,in_progress", "Alerts"],
  ["/alerts", "silenced", "Silenced"],
  ["/alerts/1f0c", null, "Alerts"],
  ["/exceptions/new", null, "Exceptions"],
  ["/rules", null, "Rules"],
  ["/ingests/5", null, "Data"],
  ["/hunt", null, "Hunt"],
  ["/lists/7", null, "Lists"],
  ["/settings/tokens", null, "Settings"],
  ["/settings/people", null, "Settings"],
  ["/rulesets", null, undefined],
])("%s with status %s belongs to %s", (pathname, status, expected) => {
  expect(sectionOf(pathname, status)?.label).toBe(expected);
});
