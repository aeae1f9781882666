import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collect, slowSource } from "../testing/collect.ts";

const HEADER = "Time,Name,Note\n";
const rows = (bodies: readonly object[]) => bodies.map((body) => Object.values(body).join("|"));

describe("csv", () => {
  test("all values are strings, by column, with the line they start on", async () => {
    const { records, codes } = await collect('Time,Name,Note\r\n1,"a,""b""","x\ny"\r\n\r\n2,c,\r\n');
    expect(codes).toEqual([]);
    expect(records.map((record) => [record.position.record, record.position.offset, record.shape, record.body])).toEqual([
      [2, 16, "csv", { Time: "1", Name: 'a,"b"', Note: "x\ny" }],
      [5, 37, "csv", { Time: "2", Name: "c", Note: "" }],
    ]);
  });

  test.each<[string, string, readonly string[], readonly [number, RegExp][]]>([
    ["a quote inside a field", '1,a,b\n2,c"d,e\n3,f,g\n', ["1|a|b", "3|f|g"], [[3, /field 2: a quote inside a field/]]],
    ["text behind a closing quote", '1,a,b\n2,"c"d,e\n3,f,g\n', ["1|a|b", "3|f|g"], [[3, /field 2: text behind a closing quote/]]],
    ["a quote that never closes", '1,a,b\n2,"c,d\n3,e,f\n4,g,h\n', ["1|a|b", "3|e|f", "4|g|h"], [[3, /never closes/]]],
    [
      "a quote that closes in a later row",
      '1,a,b\n2,"c,d\n3,e,f\n4,"g",h\n5,i,j\n',
      ["1|a|b", "3|e|f", "4|g|h", "5|i|j"],
      [[3, /closing quote/]],
    ],
    ["a short row", "1,a\n2,b,c\n", ["2|b|c"], [[2, /2 fields, the header has 3/]]],
    ["a long row", "1,a,b,c\n2,b,c\n", ["2|b|c"], [[2, /4 fields, the header has 3/]]],
    [
      "each of several bad rows",
      "1,a\n2,b\n3,c,d\n4\n",
      ["3|c|d"],
      [
        [2, /2 fields/],
        [3, /2 fields/],
        [5, /1 fields/],
      ],
    ],
    ["a broken row of several lines, as one fault", '1,"a"x\nmore\nmore,"\n2,b,c\n', ["2|b|c"], [[2, /lines 2 to 4 were skipped/]]],
  ])("%s costs itself", async (_, body, expected, faults) => {
    for (const piece of [1, 1000]) {
      const found = await collect(slowSource(Buffer.from(HEADER + body), piece));
      expect(rows(found.bodies)).toEqual(expected);
      expect(found.faults.map((fault) => [fault.code, fault.position.record])).toEqual(faults.map(([line]) => ["bad-csv", line]));
      for (const [i, [, detail]] of faults.entries()) expect(found.faults[i]?.detail).toMatch(detail);
    }
  });

  test("doubled column names are named and kept apart", async () => {
    const { bodies, faults } = await collect("DeviceId,Name,DeviceId,,__proto__\n1,a,2,x,y\n");
    expect(faults.map((fault) => fault.detail)).toEqual([expect.stringContaining("DeviceId")]);
    expect(Object.entries(bodies[0] ?? {})).toEqual([
      ["DeviceId", "1"],
      ["Name", "a"],
      ["DeviceId_2", "2"],
      ["column_4", "x"],
      ["__proto__", "y"],
    ]);
  });

  test("NUL is taken out, invalid UTF-8 is replaced and flagged", async () => {
    const bytes = Buffer.concat([Buffer.from(`${HEADER}1,a\0b,`), Buffer.from([0xff]), Buffer.from("\n2,c,d\n")]);
    const { bodies, codes } = await collect(bytes);
    expect(rows(bodies)).toEqual(["1|ab|\ufffd", "2|c|d"]);
    expect(codes).toEqual(["invalid-utf8"]);
  });

  test("a row over the limit is skipped", async () => {
    const limits = { recordBytes: 100 };
    const { bodies, codes } = await collect(`${HEADER}1,${"x".repeat(200)},b\n2,c,d\n3,"${"y\n".repeat(80)}",e\n4,f,g\n`, { limits });
    expect(rows(bodies)).toEqual(["2|c|d", "4|f|g"]);
    expect(codes).toEqual(["record-too-large", "record-too-large"]);
    expect((await collect(HEADER, { limits: { fieldsPerRecord: 2 } })).codes).toEqual(["too-many-fields"]);
  });

  test("reads what csv-parse reads", () => {
    const field = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom("", '"', "a,b", "x\ny", "\r\n", '""', " ", "ü"));
    const table = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 8 });
    const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    return fc.assert(
      fc.asyncProperty(table, fc.constantFrom("\n", "\r\n"), fc.integer({ min: 1, max: 20 }), async (cells, newline, piece) => {
        const clean = cells.map((row) => row.map((cell) => cell.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "")));
        const text = [["A", "B", "C"], ...clean].map((row) => row.map(quote).join(",") + newline).join("");
        const expected: unknown = parse(text, { columns: true, record_delimiter: newline });
        const { bodies, codes } = await collect(slowSource(Buffer.from(text), piece));
        expect(codes).toEqual([]);
        expect(bodies).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
