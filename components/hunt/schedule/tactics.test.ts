import { expect, test } from "vitest";
import { likelyColumn, readTechniques, TACTICS, tacticLabel } from "./tactics.ts";

test("techniques are read in any spelling, and what is none is named", () => {
  expect(readTechniques(["t1071", "attack.T1059.001", " T1071 ", "T99", ""])).toEqual({
    techniques: ["T1071", "T1059.001"],
    wrong: ["T99"],
  });
});

test("tactics read as people write them", () => {
  expect(TACTICS.map(tacticLabel)).toContain("Command and Control");
});

test.each([
  ["host", ["RemoteIP", "DeviceName"], "DeviceName"],
  ["address", ["RemoteIP", "DeviceName"], "RemoteIP"],
  ["process", ["count_"], null],
] as const)("the %s of %j is %s", (kind, columns, expected) => {
  expect(likelyColumn(kind, columns)).toBe(expected);
});
