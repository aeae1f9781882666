import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RuleId } from "../detection/finding.ts";
import { checkConditions } from "./check.ts";
import type { Condition, Exception, ExceptionId, Subject } from "./exception.ts";
import { explainConditions } from "./explain.ts";
import { compileExceptions } from "./judge.ts";

type Values = { readonly [field: string]: string | readonly string[] };
const NOW = 1_000;

function subject(values: Values, rule = "r1"): Subject {
  return { rule: rule as RuleId, values: (field) => [values[field] ?? []].flat() };
}

function exception(id: string, conditions: readonly Condition[], rest: Partial<Exception> = {}): Exception {
  return { id: id as ExceptionId, rules: [], conditions, ...rest };
}

const to = (...values: string[]): Condition => ({ field: "destination.ip", operator: "address", values });
const exact = (...values: string[]): Condition => ({ field: "process.command_line", operator: "exact", values });
const like = (...values: string[]): Condition => ({ field: "process.command_line", operator: "wildcard", values });

function silences(conditions: readonly Condition[], values: Values): boolean {
  return compileExceptions([exception("e", conditions)]).silencedBy(subject(values), NOW).length > 0;
}

test.each<[string, Condition, Values, boolean]>([
  ["an address", to("10.0.0.1"), { "destination.ip": "10.0.0.1" }, true],
  ["another address", to("10.0.0.1"), { "destination.ip": "10.0.0.10" }, false],
  ["evidence in v4-mapped spelling", to("10.0.0.1"), { "destination.ip": "::ffff:10.0.0.1" }, true],
  ["evidence in v4-mapped hexadecimal", to("10.0.0.0/8"), { "destination.ip": "::FFFF:0A00:0001" }, true],
  ["a value in v4-mapped spelling", to("::ffff:10.0.0.1"), { "destination.ip": "10.0.0.1" }, true],
  ["evidence with a zone", to("fe80::1"), { "destination.ip": "fe80::1%12" }, true],
  ["evidence written long", to("2001:db8::1"), { "destination.ip": "2001:0DB8:0:0:0:0:0:1" }, true],
  ["evidence with blanks", to("10.0.0.1"), { "destination.ip": " 10.0.0.1 " }, true],
  ["evidence that is no address", to("10.0.0.1"), { "destination.ip": "build.corp" }, false],
  ["v4 evidence, v6 block with the same bits", to("::a00:0/104"), { "destination.ip": "10.0.0.1" }, false],
  ["first of a range", to("10.0.0.5-10.0.0.9"), { "destination.ip": "10.0.0.5" }, true],
  ["last of a range", to("10.0.0.5-10.0.0.9"), { "destination.ip": "10.0.0.9" }, true],
  ["before a range", to("10.0.0.5-10.0.0.9"), { "destination.ip": "10.0.0.4" }, false],
  ["after a range", to("10.0.0.5-10.0.0.9"), { "destination.ip": "10.0.0.10" }, false],
  ["last of a v6 block", to("2001:db8::/64"), { "destination.ip": "2001:db8::ffff:ffff:ffff:ffff" }, true],
  ["after a v6 block", to("2001:db8::/64"), { "destination.ip": "2001:db8:0:1::" }, false],
  ["one of several values", to("10.0.0.1", "10.0.0.2"), { "destination.ip": "10.0.0.2" }, true],
  ["one of several in the evidence", to("10.0.0.1"), { "destination.ip": ["10.0.0.9", "10.0.0.1"] }, true],
  ["no address at all", to("10.0.0.1"), {}, false],
  ["the exact text", exact("a.exe /x"), { "process.command_line": "a.exe /x" }, true],
  ["another case", exact("a.exe /x"), { "process.command_line": "A.exe /x" }, false],
  ["a trailing blank in the evidence", exact("a.exe /x"), { "process.command_line": "a.exe /x " }, false],
  ["a trailing blank in both", exact("a.exe /x "), { "process.command_line": "a.exe /x " }, true],
  ["a doubled backslash", exact("C:\\\\a.exe"), { "process.command_line": "C:\\a.exe" }, false],
  ["a composed against a decomposed letter", exact("\u00e9"), { "process.command_line": "e\u0301" }, false],
  ["a wildcard in another case", like("*\\A.EXE /x*"), { "process.command_line": "C:\\a.exe /X /y" }, true],
  ["a wildcard on a missing field", like("*a*"), {}, false],
  ["a short literal, not indexable", like("*ab*"), { "process.command_line": "xAbx" }, true],
])("%s: %o on %o is %s", (_name, condition, values, expected) => {
  expect(silences([condition], values)).toBe(expected);
  expect(explainConditions([condition], subject(values))[0]?.held).toBe(expected);
});

test("all conditions must hold", () => {
  const conditions = [to("10.0.0.0/24"), like("*.proj")];
  expect(silences(conditions, { "destination.ip": "10.0.0.1", "process.command_line": "msbuild a.proj" })).toBe(true);
  expect(silences(conditions, { "destination.ip": "10.0.1.1", "process.command_line": "msbuild a.proj" })).toBe(false);
  expect(silences(conditions, { "destination.ip": "10.0.0.1", "process.command_line": "msbuild a.xml" })).toBe(false);
  expect(silences(conditions, { "destination.ip": "10.0.0.1" })).toBe(false);
});

test("an exception for one rule leaves the others alone, one for none named takes all, and every match is told in order", () => {
  const judge = compileExceptions([
    exception("for r2", [to("10.0.0.1")], { rules: ["r2" as RuleId] }),
    exception("for all", [to("10.0.0.0/8")]),
    exception("for r1 and r2", [like("*")], { rules: ["r1" as RuleId, "r2" as RuleId] }),
    exception("for r1, twice", [exact("x")], { rules: ["r1" as RuleId, "r1" as RuleId] }),
  ]);
  const values = { "destination.ip": "10.0.0.1", "process.command_line": "x" };
  expect(judge.silencedBy(subject(values, "r1"), NOW)).toEqual(["for all", "for r1, twice"]);
  expect(judge.silencedBy(subject(values, "r2"), NOW)).toEqual(["for r2", "for all"]);
  expect(judge.silencedBy(subject(values, "r3"), NOW)).toEqual(["for all"]);
  expect([...judge.broken.keys()]).toEqual(["for r1 and r2"]);
});

test.each([
  [NOW - 1, false],
  [NOW, false],
  [NOW + 1, true],
  [undefined, true],
])("at 1000, one that expires at %s silences: %s", (expiresAt, expected) => {
  const judge = compileExceptions([exception("e", [to("10.0.0.1")], expiresAt === undefined ? {} : { expiresAt })]);
  expect(judge.silencedBy(subject({ "destination.ip": "10.0.0.1" }), NOW).length > 0).toBe(expected);
});

describe("what cannot be used silences nothing, is named, and costs the others nothing", () => {
  const stored = (value: unknown): Condition => value as Condition;
  test.each<[string, readonly Condition[], string]>([
    ["no conditions", [], "silence everything"],
    ["an unreadable address", [to("10.0.0.1", "10.0.0.300")], "300 is more than 255"],
    ["host bits", [to("10.0.0.1/8")], "10.0.0.0/8"],
    ["every address", [to("0.0.0.0/0")], "every IPv4 address"],
    ["nothing but stars", [like("a*", "**")], "nothing but wildcards"],
    ["nothing but question marks", [like("???")], "nothing but wildcards"],
    ["an empty value", [exact("")], "empty"],
    ["no values", [exact()], "no values"],
    ["values that are no list", [stored({ field: "user.name", operator: "exact", values: "bob" })], "no values"],
    ["an operator from a later version", [stored({ field: "user.name", operator: "regex", values: ["a"] })], "operator"],
    ["a field that cannot be tested so", [stored({ field: "user.name", operator: "address", values: ["10.0.0.1"] })], "cannot be tested"],
    ["no condition at all", [stored(null)], "not a condition"],
    ["one good and one bad", [to("10.0.0.1"), like("*")], "nothing but wildcards"],
  ])("%s", (_name, conditions, reason) => {
    const values = { "destination.ip": "10.0.0.1", "process.command_line": "abc", "user.name": "bob" };
    const judge = compileExceptions([exception("bad", conditions), exception("good", [to("10.0.0.1")])]);
    expect(judge.silencedBy(subject(values), NOW)).toEqual(["good"]);
    expect(judge.broken.get("bad" as ExceptionId)).toContain(reason);
    expect(judge.broken.size).toBe(1);
    expect(checkConditions(conditions).some((lint) => lint.level === "block")).toBe(true);
  });

  test("an expiry that is no time", () => {
    const judge = compileExceptions([exception("e", [to("10.0.0.1")], { expiresAt: Number.NaN })]);
    expect(judge.silencedBy(subject({ "destination.ip": "10.0.0.1" }), NOW)).toEqual([]);
    expect(judge.broken.size).toBe(1);
  });
});

const address = fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.1.1", "::ffff:10.0.0.2", "2001:db8::1", "2001:db8::2", "2001:db8:1::");
const addressValue = fc.oneof(
  { weight: 10, arbitrary: address },
  {
    weight: 10,
    arbitrary: fc.constantFrom(
      "10.0.0.0/30",
      "10.0.0.0/24",
      "10.0.0.0/16",
      "10.0.0.2-10.0.1.1",
      "2001:db8::/64",
      "2001:db8::1-2001:db8::2",
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("10.0.0.1/24", "::/0", "nonsense", "") },
);
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("abc", "ABC", "abcdef", "x abc", "abc ", "a*b", "a\\b", "ab") },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom("a", "B", "\\", " ", "*", "["), maxLength: 6 }) },
);
const pattern = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("abc*", "*ABC*", "*bcd*", "a[*]b", "?bc", "*a*", "abc", "a?b", "*ab*c*", "*") },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom("a", "B", "\\", " ", "*", "?", "["), maxLength: 6 }) },
);
const textField = fc.constantFrom("process.command_line", "user.name", "host.name");
const condition = fc.oneof(
  fc.record({
    field: fc.constantFrom("destination.ip", "source.ip"),
    operator: fc.constant("address"),
    values: fc.array(addressValue, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ field: textField, operator: fc.constant("exact"), values: fc.array(text, { minLength: 1, maxLength: 3 }) }),
  fc.record({ field: textField, operator: fc.constant("wildcard"), values: fc.array(pattern, { minLength: 1, maxLength: 3 }) }),
) as fc.Arbitrary<Condition>;
const exceptions = fc
  .array(
    fc.record({
      conditions: fc.oneof(
        { weight: 9, arbitrary: fc.array(condition, { minLength: 1, maxLength: 2 }) },
        fc.array(condition, { maxLength: 3 }),
      ),
      rules: fc.uniqueArray(fc.constantFrom("r1", "r2"), { maxLength: 2 }) as fc.Arbitrary<RuleId[]>,
      expiresAt: fc.constantFrom(NOW - 1, NOW, NOW + 1, NOW + 9, Number.POSITIVE_INFINITY),
    }),
    { maxLength: 30, size: "max" },
  )
  .map((drafts) => drafts.map((draft, index): Exception => ({ id: `e${index}` as ExceptionId, ...draft })));
const subjects = fc.record({
  rule: fc.constantFrom("r1", "r2", "r3"),
  "destination.ip": fc.array(fc.oneof({ weight: 9, arbitrary: address }, fc.constantFrom("nonsense", "")), { minLength: 1, maxLength: 2 }),
  "source.ip": fc.array(address, { maxLength: 1 }),
  "process.command_line": fc.array(text, { minLength: 1, maxLength: 2 }),
  "user.name": fc.array(text, { minLength: 1, maxLength: 1 }),
  "host.name": fc.array(text, { maxLength: 1 }),
});

test("the indexed judge decides as asking every exception in turn does", () => {
  let silenced = 0;
  fc.assert(
    fc.property(exceptions, subjects, (drafts, { rule, ...values }) => {
      const piece = subject(values, rule);
      const judge = compileExceptions(drafts);
      const expected = drafts.filter(
        (draft) =>
          draft.conditions.length > 0 &&
          !checkConditions(draft.conditions).some((lint) => lint.level === "block") &&
          (draft.rules.length === 0 || draft.rules.some((name) => name === rule)) &&
          NOW < (draft.expiresAt ?? Number.POSITIVE_INFINITY) &&
          explainConditions(draft.conditions, piece).every((result) => result.held),
      );
      silenced += expected.length;
      expect(judge.silencedBy(piece, NOW)).toEqual(expected.map((draft) => draft.id));
      const blocked = drafts.filter((draft) => checkConditions(draft.conditions).some((lint) => lint.level === "block"));
      expect([...judge.broken.keys()]).toEqual(blocked.map((draft) => draft.id));
    }),
    { numRuns: 1_500 },
  );
  // A test in which nothing matches would prove nothing.
  expect(silenced).toBeGreaterThan(500);
});
