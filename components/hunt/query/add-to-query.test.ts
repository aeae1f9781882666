import fc from "fast-check";
import { expect, test } from "vitest";
import { runQuery } from "#core/detection/kql/query";
import { jsonCell } from "#core/detection/kql/run/print";
import { addToQuery, kqlString, withOperator } from "./add-to-query.ts";

const OPTIONS = { catalog: { names: [], table: () => undefined }, now: 0n };

async function rowsOf(text: string) {
  const answer = await runQuery(text, OPTIONS);
  if (!answer.ok) throw new Error(`${answer.diagnostic.message} in ${text}`);
  const rows = [];
  for await (const batch of answer.rows) for (const row of batch) rows.push(row);
  return { columns: answer.columns, rows };
}

/** A query of one row: its first cell kept, then left out. */
async function bothWays(query: string) {
  const { columns, rows } = await rowsOf(query);
  const [column] = columns;
  if (!column) throw new Error("no column");
  const value = jsonCell(rows[0]?.cells[0] ?? null, column.type);
  const counts = [];
  for (const keeps of [true, false]) {
    const added = addToQuery("kql", query, column, value, keeps);
    if (!added.ok) throw new Error(added.reason);
    counts.push((await rowsOf(added.text)).rows.length);
  }
  return counts;
}

test.each([
  "print c = datetime(2024-02-29T23:59:59.1234567)",
  "print c = 1d + 2h + 3s + 4ms",
  "print c = -90m",
  "print c = 9007199254740993",
  "print c = 1.5",
  "print c = real(nan)",
  "print c = real(+inf)",
  "print c = -5",
  "print c = true",
  "print c = bool(null)",
  "print c = long(null)",
  "print c = datetime(null)",
  "print c = guid(74be27de-1e4e-49d9-b579-fe0b331d3642)",
  'print c = dynamic({"a":[1,2,"x\\"y"],"b":null})',
  'print c = dynamic(["C:\\\\Windows"])',
  "print c = dynamic(null)",
  "print c = ''",
  "print ['a b'] = 1",
  "print ['where'] = 1",
])("%s: its cell keeps the row, and leaves it out", async (query) => {
  expect(await bothWays(query)).toEqual([1, 0]);
});

test("any text in a cell is found again exactly", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 30 }), async (text) => {
      const query = `print c = ${kqlString(text)}`;
      expect((await rowsOf(query)).rows[0]?.cells[0]).toBe(text);
      expect(await bothWays(query)).toEqual([1, 0]);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["T", "T\nX"],
  ["T\n| where a\n", "T\n| where a\nX"],
  ["T;\n", "T\nX"],
  ["let a = 1;\nT | take 5 ;", "let a = 1;\nT | take 5\nX"],
  ["T // all of them", "T // all of them\nX"],
  ["T | summarize n = count() by a | render timechart", "T | summarize n = count() by a\nX\n| render timechart"],
  ['T\n| render piechart with (title="a|b")', 'T\nX\n| render piechart with (title="a|b")'],
  ['T | where a == "| render"', 'T | where a == "| render"\nX'],
  ["T | join (U | render table) on a", "T | join (U | render table) on a\nX"],
  ["T | take 5; // done", "T | take 5 // done\nX"],
])("%j: one more operator at the end of what it gives", (text, expected) => {
  expect(withOperator(text, "X")).toBe(expected);
});

test.each([
  ["process where true", "Process", "a.exe", true, 'process where (true)\n  and process.name == "a.exe"'],
  ["process where true", "Process", "C:\\a.exe", true, 'process where (true)\n  and process.executable == "C:\\\\a.exe"'],
  ["process where a or b | head 5", "User", 'x"', false, 'process where (a or b)\n  and not user.name == "x\\""\n| head 5'],
  ['process where a == "|" and b', "CommandLine", null, true, 'process where (a == "|" and b)\n  and process.command_line == null'],
  ["any where true", "RemotePort", 443, false, "any where (true)\n  and not (destination.port == 443 or source.port == 443)"],
])("EQL %s is narrowed by %s in its condition", (text, name, value, keeps, expected) => {
  expect(addToQuery("eql", text, { name, type: "string" }, value, keeps)).toEqual({ ok: true, text: expected });
});

test.each([
  ["sequence by host.id [process where true] [network where true]", "Host"],
  ["sample by host.id [any where true] [any where true]", "Host"],
  ["process where true", "Object"],
  ["process where true", "Rule"],
])("%s with %s says why nothing can be added", (text, name) => {
  expect(addToQuery("eql", text, { name, type: "string" }, "x", true)).toMatchObject({ ok: false });
});
