import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runQuery } from "../kql/query.ts";
import { jsonCell } from "../kql/run/print.ts";
import { NO_TABLES } from "../kql/testing/pairs.ts";
import { readKqlCases } from "./kql-case.ts";

const FOLDER = path.resolve(import.meta.dirname, "kql");
const files = readdirSync(FOLDER).map((file) => readKqlCases(readFileSync(path.join(FOLDER, file), "utf8")));

describe.each(files)("$name", ({ cases }) => {
  test.each(cases)("$query", async ({ query, columns, rows, refused }) => {
    const result = await runQuery(query, { catalog: NO_TABLES, now: 638_000_000_000_000_000n });
    if (!result.ok) {
      const { code, line, column } = result.diagnostic;
      expect(`${code} ${line}:${column}`).toBe(refused);
      return;
    }
    expect(refused).toBeUndefined();
    if (columns) expect(result.columns.map(({ name, type }) => `${name}:${type}`)).toEqual(columns);
    const found: unknown[] = [];
    for await (const batch of result.rows) {
      for (const { cells } of batch) found.push(result.columns.map(({ type }, index) => jsonCell(cells[index] ?? null, type)));
    }
    expect(found).toEqual(rows);
  });
});
