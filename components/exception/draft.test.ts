import { describe, expect, test } from "vitest";
import { conditionsOf, type Draft, draftCondition, previewOf, withField } from "./draft.ts";

const address = draftCondition({ field: "destination.ip", operator: "address", values: ["10.0.0.1"] });
const text = draftCondition({ field: "process.command_line", operator: "exact", values: ["a  "] });
const draft: Draft = { title: "t", reason: "r", conditions: [address], scope: "rules", ruleIds: ["r1"], step: null, lifetime: "30d" };

describe("a condition follows its field", () => {
  test.each([
    [address, "process.command_line", "wildcard"],
    [address, "source.ip", "address"],
    [text, "user.name", "exact"],
    [text, "source.ip", "address"],
  ] as const)("from %o to %s: %s", (condition, field, operator) => {
    expect(withField(condition, field).operator).toBe(operator);
  });
});

describe("what is sent", () => {
  test("blanks around an address go, blanks in a command line stay", () => {
    expect(conditionsOf([{ ...address, values: [" 10.0.0.1 "] }, text])).toEqual([
      { field: "destination.ip", operator: "address", values: ["10.0.0.1"] },
      { field: "process.command_line", operator: "exact", values: ["a  "] },
    ]);
  });
  test("empty values and empty conditions are left out", () => {
    expect(
      conditionsOf([
        { ...address, values: ["", "10.0.0.2"] },
        { ...text, values: [""] },
      ]),
    ).toEqual([{ field: "destination.ip", operator: "address", values: ["10.0.0.2"] }]);
  });
  test("nothing is previewed without a condition, nor for no rule", () => {
    expect(previewOf({ ...draft, conditions: [] }, null, 0)).toBeUndefined();
    expect(previewOf({ ...draft, ruleIds: [] }, null, 0)).toBeUndefined();
  });
  test("every rule is an empty list", () => {
    expect(previewOf({ ...draft, scope: "all" }, null, 0)?.ruleIds).toEqual([]);
  });
});
