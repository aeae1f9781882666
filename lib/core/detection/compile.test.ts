import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, test } from "vitest";
import { cpuTime } from "#core/testing/cpu-time";
import { compileFile } from "./compile.ts";

const HEAD = "title: T\nlogsource:\n  category: process_creation\ndetection:\n";
const compile = (text: string, file = "r.yml") => compileFile({ file, text });
const said = (text: string) => compile(text).diagnostics.map((d) => `${d.line}:${d.column} ${d.code}`);

describe("every mistake is named with its line and column", () => {
  test.each([
    ["an unknown modifier", `${HEAD}  s:\n    Image|contain: x\n  condition: s\n`, "6:11 unknown-modifier"],
    ["a second modifier, in a quoted key", `${HEAD}  s:\n    'Image|all|foo': x\n  condition: s\n`, "6:16 unknown-modifier"],
    ["a time that cannot be", `${HEAD}  s:\n    Time|hour: 24\n  condition: s\n`, "6:16 bad-value"],
    ["two parts of a time", `${HEAD}  s:\n    Time|hour|day: 3\n  condition: s\n`, "6:10 bad-modifier-combination"],
    ["a comparison without a field", `${HEAD}  s:\n    '|gte': 3\n  condition: s\n`, "6:6 missing-field"],
    ["a flag without its regex", `${HEAD}  s:\n    Image|i: x\n  condition: s\n`, "6:11 bad-modifier-combination"],
    ["two kinds of test", `${HEAD}  s:\n    Image|re|cidr: x\n  condition: s\n`, "6:11 bad-modifier-combination"],
    ["a bad network", `${HEAD}  s:\n    Ip|cidr:\n      - 10.0.0.0/8\n      - 10.0.0.0/33\n  condition: s\n`, "8:9 bad-cidr"],
    ["a lookahead", `${HEAD}  s:\n    C|re: 'a(?=b)'\n  condition: s\n`, "6:13 unsupported-regex"],
    ["a broken regex", `${HEAD}  s:\n    C|re: 'a(b'\n  condition: s\n`, "6:12 bad-regex"],
    ["a placeholder without values", `${HEAD}  s:\n    C|expand: '%admins%'\n  condition: s\n`, "6:16 unresolved-placeholder"],
    ["an empty list", `${HEAD}  s:\n    C: []\n  condition: s\n`, "6:8 empty-list"],
    ["a map as a value", `${HEAD}  s:\n    C:\n      a: b\n  condition: s\n`, "7:7 bad-value"],
    ["an undefined identifier", `${HEAD}  s:\n    C: x\n  condition: s and filter\n`, "7:20 undefined-identifier"],
    ["a pattern that matches nothing", `${HEAD}  s:\n    C: x\n  condition: s and not 1 of filter_*\n`, "7:29 empty-pattern"],
    ["an open parenthesis", `${HEAD}  s:\n    C: x\n  condition: (s\n`, "7:14 bad-condition"],
    ["a missing operator", `${HEAD}  s:\n    C: x\n  condition: s s\n`, "7:16 bad-condition"],
    ["an aggregation", `${HEAD}  s:\n    C: x\n  condition: s | count() by User > 5\n`, "7:16 unsupported-aggregation"],
    ["near", `${HEAD}  s:\n    C: x\n  condition: s | near s\n`, "7:16 unsupported-aggregation"],
    ["a timeframe", `${HEAD}  s:\n    C: x\n  timeframe: 5m\n  condition: s\n`, "7:3 unsupported-timeframe"],
    ["no condition", `${HEAD}  s:\n    C: x\n`, "5:3 missing-condition"],
    ["no title", `${HEAD.replace("title: T\n", "")}  s:\n    C: x\n  condition: s\n`, "1:1 missing-title"],
    ["no log source", "title: T\ndetection:\n  s: {C: x}\n  condition: s\n", "1:1 missing-logsource"],
    ["an empty log source", "title: T\nlogsource: {definition: x}\ndetection:\n  s: {C: x}\n  condition: s\n", "2:12 empty-logsource"],
    ["a duplicate key", `${HEAD}  s:\n    C: x\n    C: y\n  condition: s\n`, "7:5 duplicate-key"],
    ["a tab as indentation", `${HEAD}\ts: x\n`, "5:1 bad-yaml"],
    ["an unknown level", `level: bad\n${HEAD}  s: {C: x}\n  condition: s\n`, "1:8 bad-level"],
    ["an unused selection", `${HEAD}  s: {C: x}\n  t: {C: y}\n  condition: s\n`, "6:3 unused-selection"],
    ["something else", "a: 1\n", "1:1 not-a-rule"],
    ["a Sentinel rule over a table there is not", "name: x\nquery: T | take 1\n", "2:8 unknown-table"],
    ["nothing", "# only a comment\n", "1:1 empty-file"],
  ])("%s", (_, text, expected) => {
    expect(said(text)).toContain(expected);
  });

  test("a file that is of no form of rules is refused by what it is", () => {
    expect(compile("x", "a.toml").diagnostics[0]).toMatchObject({ code: "bad-toml", line: 1 });
    expect(compile("a = 1", "a.toml").diagnostics[0]?.code).toBe("not-a-rule");
    expect(compile('{"a":1}', "a.json").diagnostics[0]?.code).toBe("not-a-rule");
    expect(compile("x", "a.exe").diagnostics[0]?.code).toBe("unknown-rule-file");
  });

  test("a source nothing provides is a warning, and the rule is kept", () => {
    const { rules, diagnostics } = compile("title: T\nlogsource:\n  category: mainframe\ndetection:\n  s: {C: x}\n  condition: s\n");
    expect(diagnostics).toMatchObject([{ severity: "warning", code: "no-source", line: 3 }]);
    expect(rules[0]?.plan).not.toBeNull();
  });
});

describe("a file is its documents", () => {
  const rule = (title: string) => `title: ${title}\nlogsource: {category: process_creation}\ndetection:\n  s: {C: x}\n  condition: s\n`;

  test("each is a rule of its own with its own text and its own faults", () => {
    const { rules, diagnostics } = compile(
      `${rule("One")}---\n${rule("Two").replace("condition: s", "condition: q")}---\n${rule("Three")}`,
    );
    expect(rules.map((r) => [r.title, r.plan !== null])).toEqual([
      ["One", true],
      ["Two", false],
      ["Three", true],
    ]);
    expect(diagnostics.map((d) => [d.line, d.code])).toContainEqual([11, "undefined-identifier"]);
    expect(rules[1]?.source).toContain("title: Two");
    expect(rules[1]?.source).not.toContain("title: Three");
  });

  test("a rule without an id gets one from its text, always the same, and another text another", () => {
    const [a, b, c] = [rule("A"), rule("A"), rule("C")].map((text) => compile(text).rules[0]?.id);
    expect(a).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([a === b, a === c]).toEqual([true, false]);
  });

  test("aliases work, and aliases that multiply are refused at once", () => {
    const shared = "title: T\nlogsource: {category: process_creation}\ndetection:\n  s:\n    C: &v [x, y]\n    D: *v\n  condition: s\n";
    expect(compile(shared).rules[0]?.plan).not.toBeNull();
    const bomb = Array.from({ length: 40 }, (_, i) => `k${i}: &a${i} [${i === 0 ? "x" : `*a${i - 1}, *a${i - 1}`}]`).join("\n");
    expect(compile(`title: T\n${bomb}\n`).diagnostics[0]?.code).toBe("yaml-aliases");
  });

  test("a prototype key is a key like any other", () => {
    const { rules } = compile(
      "title: T\nlogsource: {category: process_creation}\ndetection:\n  __proto__: {constructor: x}\n  condition: __proto__\n",
    );
    expect(rules[0]?.diagnostics.filter((d) => d.severity === "error")).toEqual([]);
  });
});

describe("no text makes the compiler throw or hang", () => {
  const sample = `${HEAD}  s:\n    - Image|endswith: ['\\a.exe', "b*"]\n      C|re: '^a+$'\n    - kw\n  f: {Ip|cidr: 10.0.0.0/8}\n  condition: s and not 1 of f*\n`;

  test("any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => compile(text).rules.length >= 0));
  });

  test("a rule with pieces cut out, doubled and replaced", () => {
    const edit = fc.tuple(
      fc.nat(sample.length),
      fc.nat(30),
      fc.constantFrom("", ":", "|", "- ", "*", "(", "not ", "\n", "\t", "&a ", "'", "{", "[", "\u0000", "%x%"),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const text = edits.reduce((now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length), sample);
        const { rules, diagnostics } = compile(text);
        // Refused rules say why.
        for (const rule of rules) expect(rule.plan !== null || rule.diagnostics.some((d) => d.severity === "error")).toBe(true);
        if (rules.length === 0) expect(diagnostics.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });

  test("any structure", () => {
    const keys = fc.constantFrom(
      "title",
      "logsource",
      "detection",
      "condition",
      "s",
      "Image|contains|all",
      "C|re",
      "C|cidr|x",
      "level",
      "product",
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("s", "1 of s*", "not", null, true, 3, 1e300, "windows", "(?=x)", "%a%"),
        fc.array(tie("node"), { maxLength: 4 }),
        fc.dictionary(keys, tie("node"), { maxKeys: 5 }),
      ),
    })).node;
    fc.assert(
      fc.property(fc.dictionary(keys, tree, { maxKeys: 6 }), (rule) => {
        const { rules, diagnostics } = compile(dump(rule, { noRefs: true }));
        expect(rules.every((r) => r.plan !== null) && rules.length > 0 ? true : diagnostics.length > 0).toBe(true);
      }),
    );
  });

  test("a condition of 4,000 nots, of 4,000 parentheses and a regex of nested repeats end at once", () => {
    const start = cpuTime();
    const withCondition = (condition: string) => said(`${HEAD}  s: {C: x}\n  condition: ${condition}\n`);
    expect(withCondition(`${"not ".repeat(4_000)}s`)).toContain("6:414 condition-too-deep");
    expect(withCondition(`${"(".repeat(4_000)}s`)).toContain("6:114 condition-too-deep");
    expect(withCondition("s or ".repeat(20_000))).toContain("6:14 condition-too-long");
    expect(said(`${HEAD}  s:\n    C|re: '${"(".repeat(500)}a${"{9})".repeat(500)}'\n  condition: s\n`)[0]).toContain("bad-regex");
    expect(cpuTime() - start).toBeLessThan(2_000);
  });
});
