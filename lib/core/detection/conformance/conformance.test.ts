import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { evaluate } from "../match/evaluate.ts";
import { explain } from "../match/explain.ts";
import { createRuleSet } from "../rule-set.ts";
import { compileCase, readCases, rowOf } from "./case.ts";

const folder = path.join(import.meta.dirname, "sigma");

describe.each(readdirSync(folder).sort())("%s", (file) => {
  const { name, events, cases } = readCases(readFileSync(path.join(folder, file), "utf8"));
  const rows = events.map((event) => ({ id: event.id, row: rowOf(event) }));

  test.each(cases.map((item) => [JSON.stringify(item.detection), item] as const))(`${name}: %s`, (_, item) => {
    const { rules, diagnostics } = compileCase(item);
    expect(diagnostics.map(({ code }) => code)).toEqual(item.said);
    const [rule] = rules;
    const plan = rule?.plan;
    if (!rule || plan?.op !== "scan") throw new Error("the rule was refused");
    const set = createRuleSet(rules);
    const ids = (fires: (row: (typeof rows)[number]["row"]) => boolean) => rows.filter(({ row }) => fires(row)).map(({ id }) => id);
    expect(ids((row) => evaluate(plan.where, row) === true)).toEqual(item.expect);
    expect(ids((row) => set.match(row).length === 1)).toEqual(item.expect);
    expect(ids((row) => explain(rule, row).every((reason) => reason.held))).toEqual(item.expect);
  });
});
