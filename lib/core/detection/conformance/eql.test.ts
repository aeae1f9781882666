import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { compileEql } from "../eql/eql.ts";
import { evaluate } from "../match/evaluate.ts";
import { QueryRun } from "../run/query.ts";
import { eqlRow, readEqlCases } from "./eql-case.ts";

const folder = path.join(import.meta.dirname, "eql");

describe.each(readdirSync(folder).sort())("%s", (file) => {
  const { name, events, cases } = readEqlCases(readFileSync(path.join(folder, file), "utf8"));
  const rows = events.map(eqlRow);

  test.each(cases.map((item) => [item.query, item] as const))(`${name}: %s`, (_, { query, expect: expected, refused }) => {
    const compiled = compileEql(query);
    if ("code" in compiled) {
      expect(`${compiled.line}:${compiled.column} ${compiled.code}`).toBe(refused);
      return;
    }
    expect(refused).toBeUndefined();
    const run = new QueryRun([compiled]);
    for (const row of [...rows].reverse()) run.offer(row);
    const matches = [...run.answers()].flat().map(({ hits }) => hits.map((hit) => hit?.event ?? "-").join(" "));
    expect(matches).toEqual(expected);
    const { plan } = compiled;
    if (plan.op !== "scan" || compiled.pipes.length > 0) return;
    expect(rows.filter((row) => evaluate(plan.where, row) === true).map(({ id }) => id)).toEqual(expected);
  });
});
