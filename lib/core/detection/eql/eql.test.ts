import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { print } from "../ir/print.ts";
import { ELASTICSEARCH, type EqlDialect } from "./dialect.ts";
import { compileEql } from "./eql.ts";

const ENDGAME: EqlDialect = { ...ELASTICSEARCH, name: "endgame", fold: true };

function planOf(text: string, dialect?: EqlDialect): string {
  const result = compileEql(text, dialect);
  if ("code" in result) throw new Error(`${result.line}:${result.column}: ${result.message}`);
  return print(result.plan)
    .split("\n")
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("; ");
}

describe("conditions on fields become the tests the scan index knows", () => {
  test.each([
    ['a == "x"', 'ecs:a equals "x"'],
    ['a : "X"', 'ecs:a equals~ "X"'],
    ['a : "x*"', 'ecs:a prefix~ "x"'],
    ['a : "*x"', 'ecs:a suffix~ "x"'],
    ['a like "*x*"', 'ecs:a contains "x"'],
    ['a : "x*y"', 'ecs:a like~ "x" many "y"'],
    ['a in ("x", "y")', 'or; ecs:a equals "x"; ecs:a equals "y"'],
    ["a >= 5", "ecs:a >= 5"],
    ["5 > a", "ecs:a < 5"],
    ["a == 5", "ecs:a equals 5"],
    ["a == true", "ecs:a equals true"],
    ['startsWith(a, "x")', 'ecs:a prefix "x"'],
    ['endsWith~(a, "x", "y")', 'or; ecs:a suffix~ "x"; ecs:a suffix~ "y"'],
    ['stringContains(a, "x")', 'ecs:a contains "x"'],
    ['cidrMatch(a, "10.0.0.0/8")', "ecs:a cidr 10.0.0.0-10.255.255.255"],
    ["a == b", "ecs:a equals ecs:b"],
    ["a == null", "not; known; ecs:a present"],
    ["length(a) > 3", "length(ecs:a) > 3"],
    ['substring(a, 1) : "x*"', 'substring(ecs:a, 1) prefix~ "x"'],
    ["a + 1 == 2", "add(ecs:a, 1) equals 2"],
    ['a < "x"', 'less(ecs:a, "x") equals true'],
  ])("%s is %s", (condition, expected) => {
    expect(planOf(`any where ${condition}`)).toBe(expected);
  });
});

describe("the older dialect", () => {
  test.each([
    ['a == "X"', 'ecs:a equals~ "X"'],
    ['a = "x*y"', 'ecs:a like~ "x" many "y"'],
    ['a == "x?"', 'ecs:a equals~ "x?"'],
    ["a == ?'\\x'", 'ecs:a equals~ "\\\\x"'],
    ['wildcard(a, "x*", "*y")', 'or; ecs:a prefix~ "x"; ecs:a suffix~ "y"'],
    ["match(a, ?'x.*y')", 'ecs:a regex "^(?:x.*y)" is'],
    ["a", "and; known; ecs:a present; not; ecs:a equals false"],
    ["length(a) == 2", "length~(list ecs:a) equals 2"],
  ])("%s is %s", (condition, expected) => {
    expect(planOf(`any where ${condition}`, ENDGAME)).toBe(expected);
  });
});

test("a star that is no wildcard is pointed out", () => {
  const query = compileEql('any where a == "x*" or a in ("b", "*c") or a : "y*" or a == "*" or a == "x*y"');
  if ("code" in query) throw new Error(query.message);
  expect(query.warnings.map(({ code, line, column }) => [code, line, column])).toEqual([
    ["plain-wildcard", 1, 16],
    ["plain-wildcard", 1, 35],
  ]);
});

test("a field that is nearly one that is read is pointed out", () => {
  const query = compileEql('process where process.comand_line : "a" and process.ppid == 1 and Process.name : "b" and my.own == 1');
  if ("code" in query) throw new Error(query.message);
  expect(query.warnings.map(({ code, line, column }) => [code, line, column])).toEqual([
    ["unknown-field", 1, 15],
    ["unknown-field", 1, 67],
  ]);
  expect(query.warnings[0]?.message).toContain('"process.command_line"');
});

test("a sequence prints as its steps, keys and span", () => {
  const text = "sequence by host.id with maxspan=1m [process where true] by a ![file where true] by b until [any where true] by c";
  expect(planOf(text)).toBe(
    [
      ...['step "1 process"', '"host.id" = ecs:host.id', '"a" = ecs:a', "scan", 'ecs:event.category equals "process"'],
      ...['absent "2 file"', '"host.id" = ecs:host.id', '"a" = ecs:b', "scan", 'ecs:event.category equals "file"'],
      ...['until "until"', '"host.id" = ecs:host.id', '"a" = ecs:c', "scan", "true"],
    ].join("; "),
  );
});

const words = fc.constantFrom(
  ...'process where and or not in like~ regex sequence by with maxspan = 5s [ ] ( ) , : == != < | head 3 "a*" \'b\' `c` ?d a.b f( ~ ! until true null 1.5 - + / % """'.split(
    " ",
  ),
);

test("no text whatever makes the compiler throw, and every refusal has a place in the text", () => {
  const texts = fc.oneof(
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join(" ")),
    fc.array(words, { maxLength: 20 }).map((parts) => `process where ${parts.join("")}`),
    fc.string({ unit: "binary", maxLength: 200 }),
  );
  fc.assert(
    fc.property(texts, fc.boolean(), (text, isOld) => {
      const result = compileEql(text, isOld ? ENDGAME : ELASTICSEARCH);
      if (!("code" in result)) return;
      const lines = text.split(/\r\n|\r|\n/);
      expect(result.line).toBeLessThanOrEqual(lines.length);
      expect(result.column).toBeLessThanOrEqual((lines[result.line - 1] ?? "").length + 1);
    }),
    { numRuns: 5_000 },
  );
});

test.each(["(", "not ", "-", "f("])("nesting %s without end is refused, not a crash", (part) => {
  expect(compileEql(`any where ${part.repeat(40_000)}`)).toMatchObject({ code: "query-too-deep" });
});

test.each([`a${" + a".repeat(20_000)} == 1`, `a${" % a".repeat(20_000)} == 1`, `a${":length()".repeat(20_000)} == 1`])(
  "a calculation without end is refused, not a crash: %.20s",
  (text) => {
    expect(compileEql(`any where ${text}`)).toMatchObject({ code: "query-too-deep" });
  },
);

test("many alternatives are no nesting", () => {
  const text = `any where ${Array.from({ length: 20_000 }, (_, at) => `a == ${at}`).join(" or ")}`;
  expect("code" in compileEql(text)).toBe(false);
});
