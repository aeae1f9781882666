import { expect, test } from "vitest";
import { ScheduleText } from "#features/rule/schedule/schema";
import { hitTexts, scheduleFaults, whenText } from "./schedule-words.ts";

const SEED = { everySeconds: 300, lookBackSeconds: 540, mostAlerts: 100 };

test.each([
  [SEED, true],
  [{ ...SEED, mostAlerts: null }, true],
  [{ ...SEED, everySeconds: 30 }, false],
  [{ ...SEED, everySeconds: 31 * 86_400, lookBackSeconds: 60 * 86_400 }, false],
  [{ ...SEED, lookBackSeconds: 299 }, false],
  [{ ...SEED, lookBackSeconds: 91 * 86_400 }, false],
  [{ ...SEED, mostAlerts: 0 }, false],
  [{ ...SEED, mostAlerts: 10_001 }, false],
])("%j: the form and the server agree", (schedule, isFine) => {
  expect(scheduleFaults(schedule).length === 0).toBe(isFine);
  expect(ScheduleText.safeParse(schedule).success).toBe(isFine);
});

const rule = (members: object) => ({
  language: "eql" as const,
  enabled: true,
  refused: false,
  schedule: { canRun: true, inForce: null, ofFile: null, isEdited: false, ...members },
});

test("when a rule runs is said in words that fit what it is", () => {
  expect(whenText({ ...rule({}), refused: true })).toBe("It is refused and does not run.");
  expect(whenText(rule({ canRun: false, ofFile: SEED }))).toContain(
    "fires as they arrive, however late they are. Its file says, for engines that search: every 5 minutes",
  );
  expect(whenText(rule({}))).toBe("It looks at several events, and at every batch as it arrives.");
  expect(whenText({ ...rule({}), language: "kql" })).toContain("runs only when somebody asks for it");
  expect(whenText({ ...rule({ inForce: SEED }), enabled: false })).toContain("It is disabled, so it waits.");
});

test("what a rule still waits for is said", () => {
  const hits = { status: "live" as const, filled: 10, toFill: 10, notice: null, pending: 0 };
  expect(hitTexts(null)).toEqual([]);
  expect(hitTexts(hits)).toEqual([]);
  expect(hitTexts({ ...hits, status: "filling", filled: 1_000, toFill: 5_000, pending: 1, notice: "Too many." })).toEqual([
    "Stored events are being read for it, 1,000 of 5,000 so far: what arrives now completes what began before it came.",
    "1 group of events waits to be looked at.",
    "Too many.",
  ]);
});
