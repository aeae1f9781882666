import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, test } from "vitest";
import { compileFile, compileRules, linkRules, readRules } from "./compile.ts";
import { patience, reach, scansOf } from "./ir/plan-walk.ts";
import { print } from "./ir/print.ts";
import { runStateful } from "./stateful.ts";

const rule = (name: string, more = "") =>
  `title: ${name}\nname: ${name}\n${more}logsource: {category: process_creation}\ndetection:\n  s: {F: ${name}}\n  condition: s\n`;
const CORRELATION = `title: Many
id: 7F1E2B3C-0000-4000-8000-000000000001
correlation:
  type: event_count
  rules: [a]
  group-by: [User]
  timespan: 5m
  condition:
    gte: 3
`;
const said = (text: string) => compileFile({ file: "r.yml", text }).diagnostics.map((d) => `${d.line}:${d.column} ${d.code}`);
const both = (change: (text: string) => string) => said(`${change(CORRELATION)}---\n${rule("a")}`);

describe("every mistake in a correlation or a filter is named with its place", () => {
  test.each<[string, (text: string) => string, string]>([
    ["an unknown rule", (text) => text.replace("[a]", "[a, b]"), "5:14 unknown-reference"],
    ["no type", (text) => text.replace("  type: event_count\n", ""), "4:3 missing-type"],
    ["an unknown type", (text) => text.replace("event_count", "count"), "4:9 unknown-correlation-type"],
    ["no rules", (text) => text.replace("  rules: [a]\n", ""), "4:3 missing-rules"],
    ["no timespan", (text) => text.replace("  timespan: 5m\n", ""), "4:3 missing-timespan"],
    ["a timespan of nothing", (text) => text.replace("5m", "0m"), "7:13 bad-timespan"],
    ["no condition", (text) => text.replace("  condition:\n    gte: 3\n", ""), "4:3 missing-condition"],
    ["a text as condition", (text) => text.replace("\n    gte: 3", " a and b"), "8:14 bad-condition"],
    ["an unknown comparison", (text) => text.replace("gte", "atleast"), "9:5 bad-condition"],
    ["no number", (text) => text.replace("gte: 3", "gte: many"), "9:10 bad-condition"],
    ["an unknown member", (text) => text.replace("  timespan", "  timeframe: 1h\n  timespan"), "7:3 unknown-member"],
    ["generate that is no word for yes", (text) => text.replace("  timespan", "  generate: 3\n  timespan"), "7:13 bad-generate"],
    [
      "an alias of a rule that is not meant",
      (text) => text.replace("  timespan", "  aliases: {User: {b: X}}\n  timespan"),
      "7:20 unknown-reference",
    ],
    ["no correlation at all", () => "title: T\ncorrelation: 3\n", "2:14 bad-correlation"],
  ])("%s", (_, change, expected) => {
    expect(both(change)).toContain(expected);
  });

  test.each([
    ["no rules", "filter:\n  s: {User: x}\n  condition: not s\n", "4:3 missing-rules"],
    ["no condition", "filter:\n  rules: any\n  s: {User: x}\n", "4:3 missing-condition"],
    ["a list of conditions", "filter:\n  rules: any\n  s: {User: x}\n  condition: [not s]\n", "6:14 missing-condition"],
    ["an unknown modifier", "filter:\n  rules: any\n  s: {User|foo: x}\n  condition: not s\n", "5:12 unknown-modifier"],
    ["a filter that is none", "filter: x\n", "3:9 bad-filter"],
  ])("%s", (_, text, expected) => {
    expect(said(`title: F\nlogsource: {category: process_creation}\n${text}`)).toContain(expected);
  });

  test("a filter without a log source is refused", () => {
    expect(said("title: F\nfilter:\n  rules: any\n  s: {User: x}\n  condition: not s\n")).toContain("1:1 missing-logsource");
  });
});

describe("rules of several files", () => {
  const compile = (...texts: readonly string[]) => compileRules(texts.map((text, at) => ({ file: `${at}.yml`, text })));

  test("find each other, and say that one now speaks for the other", () => {
    const { rules, diagnostics } = compile(CORRELATION, rule("a"));
    expect(diagnostics).toMatchObject([{ file: "0.yml", code: "silences-rule", severity: "warning", line: 5 }]);
    expect(rules.map(({ title, isSilent, severity }) => [title, isSilent ?? false, severity])).toEqual([
      ["Many", false, "medium"],
      ["a", true, "medium"],
    ]);
  });

  test("a correlation that is refused silences nothing", () => {
    const { rules } = compile(CORRELATION.replace("[a]", "[a, gone]"), rule("a"));
    expect(rules.map(({ plan, isSilent }) => [plan !== null, isSilent ?? false])).toEqual([
      [false, false],
      [true, false],
    ]);
  });

  test("the name of its own file is nearer than that of another; a name with two meanings is refused", () => {
    const other = rule("a").replace("F: a", "F: z");
    expect(compile(`${CORRELATION}---\n${rule("a")}`, other).diagnostics).toEqual([]);
    expect(compile(CORRELATION, rule("a"), other).diagnostics.map(({ code }) => code)).toEqual(["ambiguous-reference"]);
    expect(compile(CORRELATION, rule("a"), rule("a")).rules.map(({ isSilent }) => isSilent ?? false)).toEqual([false, true, true]);
  });

  test("its level is the highest of its rules where it has none", () => {
    expect(compile(CORRELATION, rule("a", "level: critical\n")).rules[0]?.severity).toBe("critical");
    expect(compile(`level: low\n${CORRELATION}`, rule("a", "level: critical\n")).rules[0]?.severity).toBe("low");
  });

  test("files once read can be linked again with others", () => {
    const [first, second] = [CORRELATION, rule("a")].map((text, at) => readRules({ file: `${at}.yml`, text }));
    if (!first || !second) throw new Error("unreachable");
    expect(linkRules([first]).rules[0]?.plan).toBeNull();
    expect(linkRules([first, second]).rules[0]?.plan).not.toBeNull();
    expect(linkRules([first]).rules[0]?.diagnostics.map(({ code }) => code)).toEqual(["unknown-reference"]);
  });

  test("a tower of correlations ends, and so does one that doubles at every storey", () => {
    const storey = (at: number, twice: boolean) =>
      CORRELATION.replace("title: Many", `title: C${at}\nname: c${at}`)
        .replace(/id: .*\n/, "")
        .replace("type: event_count", "type: temporal_ordered")
        .replace(/ {2}condition:\n {4}gte: 3\n/, "")
        .replace("[a]", at === 0 ? "[a]" : `[${Array(twice ? 2 : 1).fill(`c${at - 1}`)}]`);
    const tower = (height: number, twice: boolean) =>
      compile(
        rule("a"),
        [...Array(height).keys()]
          .reverse()
          .map((at) => storey(at, twice))
          .join("---\n"),
      ).diagnostics.map(({ code }) => code);
    expect(tower(15, false).filter((code) => code !== "silences-rule")).toEqual([]);
    expect(tower(2_000, false)).toContain("correlation-too-large");
    expect(tower(30, true)).toContain("correlation-too-large");
  });
});

test("a correlation is printed as the plan it is", () => {
  const text = `${rule("a")}---\n${rule("b")}---\n${CORRELATION.replace("event_count", "temporal_ordered")
    .replace("[a]", "[a, b]")
    .replace(/ {2}condition:\n.*\n/, "  aliases: {User: {b: TargetUser}}\n")}`;
  const plan = compileFile({ file: "r.yml", text }).rules[2]?.plan;
  expect(plan && print(plan)).toMatchInlineSnapshot(`
    "sequence within 5m by "User", ties any
      step "a"
        "User" = sigma:User~?
        scan
          known
            and
              ecs:callout.class equals~ "process_creation"
              sigma:F equals~ "a"
      step "b"
        "User" = sigma:TargetUser~?
        scan
          known
            and
              ecs:callout.class equals~ "process_creation"
              sigma:F equals~ "b"
    "
  `);
  expect(plan && [reach(plan), patience(plan), scansOf(plan).length]).toEqual([300_000_000, 0, 2]);
});

describe("no text makes linking throw or hang", () => {
  const sample = `${CORRELATION}---\n${rule("a")}---\ntitle: F\nlogsource: {category: process_creation}\nfilter:\n  rules: [a]\n  s: {User: x}\n  condition: not s\n---\ntitle: T\nname: t\ncorrelation:\n  type: temporal\n  timespan: 1h\n  aliases: {U: {a: User}}\n  group-by: [U]\n  condition: a and not t\n`;

  test("pieces cut out, doubled and replaced", () => {
    const edit = fc.tuple(
      fc.nat(sample.length),
      fc.nat(30),
      fc.constantFrom("", "a", "t", "[a, t]", ": ", "\n---\n", "(", " or ", "{", "Many", "1", "any"),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const text = edits.reduce((now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length), sample);
        const { rules, diagnostics } = compileFile({ file: "r.yml", text });
        for (const item of rules) {
          expect(item.plan !== null || item.diagnostics.some(({ severity }) => severity === "error")).toBe(true);
          expect(runStateful(item, [])).toEqual([]);
        }
        if (rules.length === 0) expect(diagnostics.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_500 },
    );
  });

  test("any structure", () => {
    const word = fc.constantFrom(
      "a",
      "b",
      "event_count",
      "temporal",
      "temporal_ordered",
      "value_sum",
      "5m",
      "a and b",
      "not a",
      "any",
      3,
      null,
      true,
    );
    const members = fc.constantFrom(
      "type",
      "rules",
      "group-by",
      "timespan",
      "condition",
      "aliases",
      "generate",
      "gte",
      "lt",
      "field",
      "a",
      "percentile",
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, word, fc.array(tie("node"), { maxLength: 3 }), fc.dictionary(members, tie("node"), { maxKeys: 4 })),
    })).node;
    const body = fc.dictionary(members, tree, { maxKeys: 7 });
    fc.assert(
      fc.property(fc.constantFrom("correlation", "filter"), body, (kind, content) => {
        const document = dump({ title: "T", name: "b", logsource: { category: "process_creation" }, [kind]: content }, { noRefs: true });
        const { rules, diagnostics } = compileFile({ file: "r.yml", text: `${rule("a")}---\n${document}` });
        expect(rules.every(({ plan }) => plan !== null) || diagnostics.some(({ severity }) => severity === "error")).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });
});
