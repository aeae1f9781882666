import { expect, test } from "vitest";
import { compileFile, readRules } from "./compile.ts";
import { compileStored, isRefused } from "./compile-stored.ts";

const BASE = `title: Base
id: 11111111-1111-4111-8111-111111111111
name: base
logsource: { product: windows, category: process_creation }
detection:
  selection: { Image|endswith: '\\a.exe' }
  condition: selection
level: low
`;
const CORRELATION = `title: Many
id: 22222222-2222-4222-8222-222222222222
correlation:
  type: event_count
  rules: [base]
  group-by: [Computer]
  timespan: 5m
  condition: { gte: 3 }
level: high
`;
const FILTER = `title: Not the build server
id: 33333333-3333-4333-8333-333333333333
logsource: { product: windows, category: process_creation }
filter:
  rules: [base]
  selection: { Computer: bld }
  condition: not selection
`;
const stored = (text: string, file = "a.yml") => compileStored({ file, text });
const codes = (text: string, file?: string): readonly string[] => stored(text, file).diagnostics.map(({ code }) => code);

test("a rule of its own compiles as it does in a file of its own", () => {
  expect(stored(BASE).rules).toEqual(compileFile({ file: "a.yml", text: BASE }).rules);
});

test("a correlation runs over the rules beside it, and over stored ones", () => {
  const { rules } = stored(`${BASE}---\n${CORRELATION}`);
  expect(rules.map(({ plan }) => plan?.op)).toEqual(["scan", "window"]);
  const elsewhere = compileStored({ file: "b.yml", text: CORRELATION }, {}, [readRules({ file: "a.yml", text: BASE })]);
  expect(elsewhere.rules.map(({ title, plan, details }) => [title, plan?.op, details?.type])).toEqual([["Many", "window", "correlation"]]);
});

test("a correlation whose rule is not there yet is refused until it is, and says what it waits for", () => {
  const [many] = stored(CORRELATION).rules;
  expect(many && isRefused(many)).toBe(true);
  expect(codes(CORRELATION)).toEqual(["unknown-reference"]);
});

test("a filter is a row of its own, and part of the rules it is for", () => {
  const [base, filter] = stored(`${BASE}---\n${FILTER}`).rules;
  expect(base?.filters).toEqual([filter?.id]);
  expect(filter).toMatchObject({ title: "Not the build server", plan: null, details: { type: "filter" }, diagnostics: [] });
  expect(filter && isRefused(filter)).toBe(false);
});

test("a filter that no rule matches is refused and says why", () => {
  const [filter] = stored(FILTER).rules;
  expect(filter && isRefused(filter)).toBe(true);
  expect(codes(FILTER)).toContain("filter-matches-nothing");
});

test("a stored version of the same rule gives way to the file's", () => {
  const older = readRules({ file: "a.yml", text: BASE.replace("a.exe", "old.exe") });
  const { rules } = compileStored({ file: "a.yml", text: `${BASE}---\n${CORRELATION}` }, {}, [older]);
  expect(rules).toEqual(stored(`${BASE}---\n${CORRELATION}`).rules);
});

test("an EQL sequence is stored as it is", () => {
  const text = 'sequence by process.entity_id [process where process.name : "a.exe"] [network where true]';
  expect(stored(text, "a.eql").rules.map((rule) => rule.plan?.op)).toEqual(["sequence"]);
});
