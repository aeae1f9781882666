import { expect, test } from "vitest";
import { costText, nanosText, suppressionText, triggerText } from "./detail-words.ts";
import { tagOfTactic, tagOfTechnique } from "./threat-tags.ts";

test.each([
  [0.4, "under 1 ns"],
  [120, "120 ns"],
  [5_400, "5.4 µs"],
  [2_500_000, "2.5 ms"],
])("%d ns", (nanoseconds, text) => {
  expect(nanosText(nanoseconds)).toBe(text);
});

test("cost, suppression and trigger are sentences", () => {
  expect(costText({ nanoseconds: 90, asked: 0.034 })).toBe("90 ns for every event that arrives, asked about 3.40 % of them");
  expect(costText({ nanoseconds: 0, asked: 0 })).toContain("asked about none of them");
  expect(suppressionText({ by: ["host.id"], within: 3_600_000_000, missing: "keep" })).toBe(
    "one alert for the same host.id for as long as it is open (the rule asks: within 1 hour); those without these fields are kept apart",
  );
  expect(suppressionText({ by: ["host.id"], missing: "suppress" })).toContain("in one execution");
  expect(suppressionText(undefined)).toBe("");
  expect(triggerText({ compare: ">", bound: 0 })).toBe("the query gives more than 0 rows");
});

test.each([
  [{ id: "TA0005", name: "Defense Evasion" }, "attack.defense-evasion"],
  [{ id: "", name: "DefenseEvasion" }, "attack.defense-evasion"],
  [{ id: "TA0005", name: "" }, "attack.ta0005"],
])("%j leads to rules with %s", (name, tag) => {
  expect(tagOfTactic(name)).toBe(tag);
  expect(tagOfTechnique({ id: "T1127.001", name: "" })).toBe("attack.t1127.001");
});
