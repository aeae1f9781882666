import { describe, expect, test } from "vitest";
import { compileCase, rowOf } from "../conformance/case.ts";
import { explain } from "./explain.ts";

function reasons(
  detection: Record<string, unknown>,
  event: Record<string, string | number | string[] | null>,
  logsource = { category: "process_creation" },
) {
  const [rule] = compileCase({ detection, logsource, expect: [], said: [] }).rules;
  if (!rule?.plan) throw new Error("the rule was refused");
  return explain(rule, rowOf({ id: "e", ...event }));
}

describe("why a rule fired", () => {
  test("names path, field, test, value and the matched part of each test that held", () => {
    const detection = { selection: { "Image|endswith": ["\\a.exe", "\\MSBuild.exe"], DestinationPort: [80, 443] }, condition: "selection" };
    expect(reasons(detection, { Image: "C:\\x\\msbuild.EXE", DestinationPort: "443" })).toEqual([
      {
        path: "selection.Image|endswith",
        field: "Image",
        test: 'ends with "\\MSBuild.exe"',
        held: true,
        value: "C:\\x\\msbuild.EXE",
        spans: [[4, 16]],
      },
      { path: "selection.DestinationPort", field: "DestinationPort", test: "is 443", held: true, value: "443", spans: [] },
    ]);
  });

  test("of a field with several values, shows the one that matched; of a keyword, the text it is in", () => {
    expect(reasons({ s: { "F|contains": "b" }, condition: "s" }, { F: ["xx", "abc"] })).toMatchObject([{ value: "abc", spans: [[1, 2]] }]);
    expect(reasons({ k: ["kiwi"], condition: "k" }, { M: "a Kiwi and a kiwi" })).toMatchObject([
      {
        field: "any field",
        value: "a Kiwi and a kiwi",
        spans: [
          [2, 6],
          [13, 17],
        ],
      },
    ]);
  });

  test("regexes and wildcards mark what they matched", () => {
    expect(reasons({ s: { "F|re": "b+" }, condition: "s" }, { F: "abbbc" })).toMatchObject([{ test: "matches /b+/", spans: [[1, 4]] }]);
    expect(reasons({ s: { F: "a*d?f" }, condition: "s" }, { F: "abcdef" })).toMatchObject([
      {
        test: 'is like "a*d?f"',
        spans: [
          [0, 1],
          [3, 6],
        ],
      },
    ]);
  });

  test("a long value is shown around its match", () => {
    const [reason] = reasons({ s: { "F|contains": "needle" }, condition: "s" }, { F: `${"x".repeat(9_000)}needle${"y".repeat(9_000)}` });
    const [start, end] = reason?.spans[0] ?? [0, 0];
    expect(reason?.value?.length).toBeLessThanOrEqual(4_000);
    expect(reason?.value?.slice(start, end)).toBe("needle");
  });

  test("a rule that fires on what is missing says so", () => {
    expect(reasons({ s: { F: "x" }, condition: "not s" }, { F: "y" })).toMatchObject([
      { path: "s.F", test: 'not: is "x"', held: true, value: "y" },
    ]);
    expect(reasons({ s: { F: null }, condition: "s" }, {})).toMatchObject([{ field: "F", test: "is absent", held: true }]);
  });
});

describe("why a rule did not fire", () => {
  test("names the first test that failed, its alternatives together", () => {
    const detection = { s: { A: "1", "B|endswith": ["x", "y"] }, condition: "s" };
    expect(reasons(detection, { A: "1", B: "z" })).toEqual([
      { path: "s.B|endswith", field: "B", test: 'ends with "x" or "y"', held: false, value: "z", spans: [] },
    ]);
    expect(reasons(detection, { A: "2", B: "x" })).toMatchObject([{ path: "s.A", held: false, value: "2" }]);
  });

  test("an absent field has no value", () => {
    const [reason] = reasons({ s: { A: "1" }, condition: "s" }, {});
    expect(reason).toMatchObject({ field: "A", held: false });
    expect(reason).not.toHaveProperty("value");
  });

  test("a filter that matched is named with what it matched", () => {
    const detection = { s: { A: "1" }, filter: { "B|startswith": "C:\\" }, condition: "s and not filter" };
    expect(reasons(detection, { A: "1", B: "C:\\x" })).toMatchObject([
      { path: "filter.B|startswith", test: 'not: starts with "C:\\"', held: false, value: "C:\\x" },
    ]);
  });

  test("another log source is the first thing that fails", () => {
    expect(reasons({ s: { A: "1" }, condition: "s" }, { A: "1", class: "dns_query" })).toMatchObject([
      { path: "logsource", field: "callout.class", value: "dns_query", held: false },
    ]);
  });
});
