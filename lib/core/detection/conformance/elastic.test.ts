import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { print } from "../ir/print.ts";
import type { CompiledRule } from "../rule.ts";
import { compileElasticCase, elasticFindings, readElasticCases } from "./elastic-case.ts";

const shapeOf = ({ plan, schedule, details, severity, tags }: CompiledRule) => ({
  plan: plan && print(plan),
  schedule,
  details,
  severity,
  tags,
});

const files = ["kuery", "elastic"].flatMap((folder) =>
  readdirSync(path.join(import.meta.dirname, folder))
    .sort()
    .map((file) => `${folder}/${file}`),
);

describe.each(files)("%s", (file) => {
  const cases = readElasticCases(readFileSync(path.join(import.meta.dirname, file), "utf8"));

  test.each(cases.cases.map((item) => [item.query ?? JSON.stringify(item.rule), item] as const))(`${cases.name}: %s`, (_, item) => {
    const { json, toml } = compileElasticCase(cases, item);
    expect(json.diagnostics.map(({ code }) => code)).toEqual(item.said);
    expect(toml.rules.map(shapeOf)).toEqual(json.rules.map(shapeOf));
    expect(json.rules.flatMap((rule) => elasticFindings(rule, cases.events))).toEqual(item.expect);
  });
});
