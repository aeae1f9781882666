import { describe, expect, test } from "vitest";
import type { ExternalList } from "../bind/session.ts";
import { refusalOf, runQuery } from "../query.ts";
import { jsonCell } from "../run/print.ts";
import { NO_TABLES } from "../testing/pairs.ts";
import { urlsOf } from "./externaldata-urls.ts";

/** The rows a query gives with lists under their URLs, or the code of its refusal. */
async function answer(text: string, lists: { readonly [url: string]: ExternalList }): Promise<unknown> {
  const result = await runQuery(text, { catalog: NO_TABLES, now: 0n, outside: { list: (url) => lists[url] } });
  if (!result.ok) return `${result.diagnostic.code}: ${result.diagnostic.message}`;
  try {
    const rows: unknown[] = [];
    for await (const batch of result.rows)
      for (const { cells } of batch) rows.push(result.columns.map(({ type }, index) => jsonCell(cells[index] ?? null, type)));
    return rows;
  } catch (error) {
    const { code, message } = refusalOf(error, text);
    return `${code}: ${message}`;
  }
}

const read = (schema: string, text: string, settings = "", url = "https://lists.example.org/l") =>
  answer(`externaldata(${schema})[@"${url}"] ${settings}`, { [url]: { text } });

describe("a list's file in each format", () => {
  test.each<[name: string, schema: string, text: string, settings: string, url: string, rows: unknown]>([
    [
      "no format and no ending is csv",
      "a:string, b:long",
      "x,1\ny,no\n",
      "",
      "l",
      [
        ["x", 1],
        ["y", null],
      ],
    ],
    ["a heading is left out", "a:string", "a\nx\n", "with (ignoreFirstRecord=true)", "l", [["x"]]],
    [
      "names and values of settings in any case and quoting",
      "a:string",
      "A\nx",
      "with('Format'='CSV', 'IgnoreFirstRecord'='TRUE')",
      "l",
      [["x"]],
    ],
    ["a short record leaves the rest empty", "a:string, b:string, c:int", "x\n", "", "l.csv", [["x", "", null]]],
    ["a long record loses its tail", "a:string", "x,y,z\n", "", "l.csv", [["x"]]],
    ["quotes, separators and breaks inside them", "a:string, b:string", '"x, ""y""\nz",w\r\n', "", "l.csv", [['x, "y"\nz', "w"]]],
    [
      "a quote never closed costs one cell",
      "a:string, b:string",
      '"x,1\ny,2\n',
      "",
      "l.csv",
      [
        ['"x', "1"],
        ["y", "2"],
      ],
    ],
    ["a byte order mark and empty lines are no cells", "a:string", "\ufeffx\n\n\ny\n", "", "l.csv", [["x"], ["y"]]],
    ["tabs", "a:string, b:string", "x,1\ty\n", "", "l.tsv", [["x,1", "y"]]],
    ["bars", "a:string, b:string", "x|y\n", "with (format=psv)", "l", [["x", "y"]]],
    ["semicolons", "a:string, b:string", "x;y\n", "with (format='scsv')", "l", [["x", "y"]]],
    [
      "lines of text are whole, empty ones no records",
      "a:string, b:long",
      'x,"1"\r\n\r\ny\n',
      "with (format='txt')",
      "l",
      [
        ['x,"1"', null],
        ["y", null],
      ],
    ],
    ["text by its ending", "a:string", "# x, y\nz", "with (ignoreFirstRecord=true)", "l.txt?raw=1", [["z"]]],
    ["raw is one cell", "a:string", "x\ny\n", "with (format='raw')", "l", [["x\ny\n"]]],
    [
      "JSON by lines",
      "a:string, n:long",
      '{"a":"x","n":1}\n{"n":2,"z":0}\n',
      "",
      "l.json",
      [
        ["x", 1],
        ["", 2],
      ],
    ],
    ["JSON as one array", "a:string", '[{"a":"x"},{"a":"y"}]', "with(format='json')", "l", [["x"], ["y"]]],
    [
      "JSON over several lines",
      "a:string, d:dynamic",
      '{\n "a": "x",\n "d": [1]\n}\n{"a":\n"y"}',
      "with(format='multijson')",
      "l",
      [
        ["x", [1]],
        ["y", null],
      ],
    ],
    ["members that are objects as text", "a:string", '{"a":{"b":1}}', "", "l.json", [['{"b":1}']]],
    ["an archive's ending is not the format's", "a:string, b:string", "x\ty", "", "l.tsv.zip", [["x", "y"]]],
    ["a time that is none is null", "t:datetime", "2024-01-02\nsoon\n", "", "l", [["2024-01-02T00:00:00.0000000Z"], [null]]],
  ])("%s", async (_, schema, text, settings, name, rows) => {
    expect(await read(schema, text, settings, `https://lists.example.org/${name}`)).toEqual(rows);
  });

  test("that is no JSON where the query says JSON is refused at the record, not read as empty rows", async () => {
    expect(await read("a:string", '{"a":"x"}\n{"a":', "with (format='json')")).toMatch(/^bad-list: .* no JSON after record 1$/);
  });

  test("the ending of the URL decides before the file's own name, which decides before its content", async () => {
    const url = "https://lists.example.org/feed";
    const query = (name: string) => `externaldata(a:string)['${name}']`;
    expect(await answer(query(`${url}.csv`), { [`${url}.csv`]: { text: "x,y", format: "txt" } })).toEqual([["x"]]);
    expect(await answer(query(url), { [url]: { text: "x,y", format: "txt" } })).toEqual([["x"]]);
    expect(await answer(query(url), { [url]: { text: '[{"a":"x"}]', format: "json" } })).toEqual([["x"]]);
  });
});

describe("an ingestion mapping", () => {
  const mapped = (mapping: string, text: string, format: string) =>
    read("a:string, b:dynamic", text, `with (format='${format}', ingestionMapping='${mapping}')`);

  test.each<[name: string, mapping: string, text: string, format: string, rows: unknown]>([
    [
      "takes members by path",
      '[{"Column":"a","Properties":{"Path":"$.x.y[0]"}},{"Column":"b","Properties":{"Path":"$"}}]',
      '{"x":{"y":["v"]}}',
      "multijson",
      [["v", { x: { y: ["v"] } }]],
    ],
    ["is read in its older form", '[{"column":"a","path":"$[\\\'x\\\']"}]', '{"x":"v"}', "json", [["v", null]]],
    [
      "takes cells by place, and constants",
      '[{"Column":"a","Properties":{"Ordinal":"1"}},{"Column":"b","Properties":{"ConstValue":"7"}}]',
      "x,y",
      "csv",
      [["y", 7]],
    ],
  ])("%s", async (_, mapping, text, format, rows) => {
    expect(await mapped(mapping, text, format)).toEqual(rows);
  });

  test.each([
    ["no", "json", /is no JSON array/],
    ['[{"Column":"z","Properties":{"Path":"$"}}]', "json", /names no column of the schema: z/],
    [
      '[{"Column":"a","Properties":{"Path":"$.x","Transform":"DateTimeFromUnixSeconds"}}]',
      "json",
      /^unsupported: .*DateTimeFromUnixSeconds/,
    ],
    ['[{"Column":"a","Properties":{"Path":"$..x"}}]', "json", /without a readable Path/],
    ['[{"Column":"a","Properties":{"Path":"$.x"}}]', "csv", /wants Ordinal/],
    ['[{"Column":"a","Properties":{"Ordinal":0}}]', "json", /wants Path/],
    ['[{"Column":"a","Properties":{"Ordinal":0}}]', "txt", /no meaning for txt/],
  ])("%s over %s is refused", async (mapping, format, reason) => {
    expect(await mapped(mapping, "{}", format)).toMatch(reason);
  });
});

describe("the URLs of a query", () => {
  test("several lists are read one after the other, each without its heading", async () => {
    const query =
      'externaldata(a:string)[h@"https://e.org/1.csv", h"https://e.org/2.csv;key"] with (ignoreFirstRecord=true) | where a != "y"';
    expect(urlsOf(query)).toEqual(["https://e.org/1.csv", "https://e.org/2.csv"]);
    expect(await answer(query, { "https://e.org/1.csv": { text: "h\nx\ny" }, "https://e.org/2.csv": { text: "h\nz" } })).toEqual([
      ["x"],
      ["z"],
    ]);
  });

  test("may be given a name first", async () => {
    const query = 'let feed = "https://e.org/1.txt"; externaldata(a:string)[feed]';
    expect(urlsOf(query)).toEqual(["https://e.org/1.txt"]);
    expect(await answer(query, { "https://e.org/1.txt": { text: "x" } })).toEqual([["x"]]);
  });

  test("that nobody keeps are named, and so is what is no URL or no format", async () => {
    expect(await answer('externaldata(a:string)["https://e.org/1"]', {})).toMatch(/^no-such-list: .*https:\/\/e.org\/1/);
    expect(await answer('externaldata(a:string)["[https://e.org/1](https://e.org/1)"]', {})).toMatch(/^bad-argument: .* is no URL/);
    expect(await read("a:string", "x", "with (format='parquet')")).toMatch(/^unsupported: .* parquet /);
  });
});
