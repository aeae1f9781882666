import { expect, test } from "vitest";
import { loadBuiltInRules } from "#lib/rules/builtin";
import { fieldRef } from "../event/field.ts";
import { compileRules } from "./compile.ts";
import { print } from "./ir/print.ts";
import { createRuleSet } from "./rule-set.ts";
import { packRules, unpackRules } from "./travel.ts";

const RULE = `
title: t
id: 11111111-1111-4111-8111-111111111111
logsource: { product: windows, category: process_creation }
detection:
  a: { CommandLine|re: 'ev[il]{2}', Image|fieldref: ParentImage }
  b: { DestinationIp|cidr: 'fe80::/10' }
  condition: a or b
`;

test("rules that went to another thread are the rules they were", async () => {
  const { rules } = compileRules([...(await loadBuiltInRules()), { file: "r.yml", text: RULE }]);
  const arrived = unpackRules(structuredClone(packRules(rules)));
  expect(arrived.map(({ plan }) => plan && print(plan))).toEqual(rules.map(({ plan }) => plan && print(plan)));
  expect(arrived.map(({ plan: _, ...rest }) => rest)).toEqual(rules.map(({ plan: _, ...rest }) => rest));
  const texts = new Map([
    ["CommandLine", "an evil one"],
    ["Image", "C:\\a.exe"],
    ["ParentImage", "c:\\A.exe"],
  ]);
  const row = {
    get: (field: ReturnType<typeof fieldRef>) =>
      field === fieldRef("ecs", "callout.class")
        ? "process_creation"
        : field === fieldRef("ecs", "callout.source")
          ? "sysmon"
          : texts.get(field.name),
    texts: () => [],
  };
  const found = createRuleSet(rules)
    .match(row)
    .map(({ id }) => id);
  expect(found).toContain("11111111-1111-4111-8111-111111111111");
  expect(
    createRuleSet(arrived)
      .match(row)
      .map(({ id }) => id),
  ).toEqual(found);
});

test("what rules never hold does not travel unnoticed", () => {
  const [rule] = compileRules([{ file: "r.yml", text: RULE }]).rules;
  if (!rule) throw new Error("no rule");
  expect(() => packRules([{ ...rule, title: (() => "t") as unknown as string }])).toThrow("cannot travel");
  expect(() => packRules([{ ...rule, tags: new Set() as unknown as [] }])).toThrow("cannot travel");
});
