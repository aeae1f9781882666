import { describe, expect, test } from "vitest";
import { compileFile } from "./compile.ts";
import { compileStored } from "./compile-stored.ts";

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

describe("rules of single events", () => {
  test("compile as they do in a file of their own", () => {
    expect(stored(BASE).rules).toEqual(compileFile({ file: "a.yml", text: BASE }).rules);
  });
  test("still fire when a correlation beside them would have silenced them", () => {
    const [base] = stored(`${BASE}---\n${CORRELATION}`).rules;
    expect(base?.plan?.op).toBe("scan");
    expect(base?.isSilent).toBeUndefined();
  });
  test("are not narrowed by a filter that the store does not keep", () => {
    const [base] = stored(`${BASE}---\n${FILTER}`).rules;
    expect(base?.filters).toBeUndefined();
    expect(base?.plan?.op).toBe("scan");
  });
});

describe("what the store cannot run is refused, never stored as if it ran", () => {
  test("a correlation with its rules in the same file", () => {
    const { rules } = stored(`${BASE}---\n${CORRELATION}`);
    const many = rules.find((rule) => rule.title === "Many");
    expect(many?.plan).toBeNull();
    expect(many?.diagnostics.some(({ severity }) => severity === "error")).toBe(true);
  });
  test("a filter", () => {
    expect(codes(FILTER)).toContain("filter-not-stored");
  });
  test("an EQL sequence", () => {
    const text = 'sequence by process.entity_id [process where process.name : "a.exe"] [network where true]';
    expect(stored(text, "a.eql").rules.map((rule) => rule.plan)).toEqual([null]);
    expect(codes(text, "a.eql")).toContain("stateful-not-stored");
  });
});
