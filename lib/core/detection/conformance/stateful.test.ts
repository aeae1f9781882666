import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { compileDocuments, findingsIn, readStateful } from "./stateful-case.ts";

const files = ["correlation", "filter"].flatMap((folder) =>
  readdirSync(path.join(import.meta.dirname, folder))
    .sort()
    .map((file) => `${folder}/${file}`),
);

describe.each(files)("%s", (file) => {
  const { name, events, rules, cases } = readStateful(readFileSync(path.join(import.meta.dirname, file), "utf8"));

  test.each(cases.map((item) => [JSON.stringify(item.rules), item] as const))(`${name}: %s`, (_, item) => {
    const compiled = compileDocuments([...rules, ...item.rules]);
    expect(compiled.diagnostics.map(({ code }) => code)).toEqual(item.said);
    expect(findingsIn(compiled, events)).toEqual(item.expect);
  });
});
