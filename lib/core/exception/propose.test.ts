import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldCase } from "#core/detection/ir/case";
import { cpuTime } from "#core/testing/cpu-time";
import type { RuleId } from "../detection/finding.ts";
import { checkConditions } from "./check.ts";
import type { ExceptionId, Subject } from "./exception.ts";
import { compileExceptions } from "./judge.ts";
import { type ProposalSource, propose } from "./propose.ts";
import { generalise } from "./volatile.ts";
import { compileWildcard } from "./wildcard.ts";

const RULE = "rule" as RuleId;

describe("generalise", () => {
  test.each([
    ["msbuild.exe a.proj /nologo", "msbuild.exe a.proj /nologo"],
    ["x {6F9619FF-8B86-D011-B42D-00CF4FC964FF} y", "x * y"],
    ["x 6f9619ff-8b86-d011-b42d-00cf4fc964ff.tmp", "x *.tmp"],
    ["sum deadbeefdeadbeef end", "sum * end"],
    ["sum 0xDEADBEEFDEADBEEF", "sum *"],
    ["sum deadbeef end", "sum deadbeef end"],
    ["pid 123 456789", "pid 123 *"],
    ["a12345b", "a*b"],
    [
      "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\MSBuild.exe",
      "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\MSBuild.exe",
    ],
    ["http://10.20.30.40:8080/a", "http://10.20.30.40:*/a"],
    ["C:\\Users\\alice.smith\\build\\a.proj", "C:\\Users\\*\\build\\a.proj"],
    ['"C:\\Users\\Alice Smith\\a.proj"', '"C:\\Users\\*\\a.proj"'],
    ["C:\\Users\\Public\\a.proj", "C:\\Users\\Public\\a.proj"],
    ["C:\\Users\\bob\\AppData\\Local\\Temp\\tmpA1.tmp.proj /x", "C:\\Users\\*\\AppData\\Local\\Temp\\*.proj /x"],
    ["C:\\Windows\\Temp\\x1\\a.proj", "C:\\Windows\\Temp\\*\\a.proj"],
    ["runas S-1-5-21-1004336348-1177238915-682003330-512", "runas S-1-5-21-*"],
    ["/out:log_2026-03-04T05:06:07Z.txt", "/out:log_*.txt"],
    ["log 2026-03-04 end", "log * end"],
    ["del a*b?", "del a[*]b[?]"],
    ["id[12345]", "id[**]"],
    ["id[*]12345", "id[[*]]*"],
  ])("%s becomes %s", (commandLine, pattern) => {
    expect(generalise(commandLine)).toBe(pattern);
  });

  test("always matches the command line it came from", () => {
    const part = fc.constantFrom(
      "a",
      " ",
      "1234567",
      "[",
      "]",
      "*",
      "?",
      "\\Users\\bob\\",
      "\\Temp\\x.y",
      "deadbeefdeadbeefdead",
      "2026-01-02",
      ".",
      "\\",
      '"',
      "S-1-5-21-1-2",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part, { maxLength: 10 }).map((parts) => parts.join("")),
          fc.string(),
        ),
        (commandLine) => {
          expect(compileWildcard(generalise(commandLine)).matchesFolded(foldCase(commandLine))).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test.each([
    "1.".repeat(16_000),
    `${"a".repeat(32_000)}z`,
    "\\Users\\".repeat(4_000),
    "\\Temp\\".repeat(5_000),
    "0".repeat(32_000),
    "S-1-5-21".repeat(4_000),
  ])("a hostile command line is done in time (%#)", (commandLine) => {
    const started = cpuTime();
    generalise(commandLine);
    expect(cpuTime() - started).toBeLessThan(500);
  });
});

const FULL: ProposalSource = {
  rule: RULE,
  destinations: ["20.37.194.9"],
  commandLine: "msbuild.exe C:\\agent\\_work\\12345\\a.proj",
  executable: "C:\\VS\\MSBuild.exe",
  user: "svc-build",
  host: "BLD-01",
};

test("an alert with everything gets proposals from the narrowest on", () => {
  const exact = { field: "process.command_line", operator: "exact", values: [FULL.commandLine] };
  const similar = { field: "process.command_line", operator: "wildcard", values: ["msbuild.exe C:\\agent\\_work\\*\\a.proj"] };
  const destination = { field: "destination.ip", operator: "address", values: ["20.37.194.9"] };
  const user = { field: "user.name", operator: "exact", values: ["svc-build"] };
  const host = { field: "host.name", operator: "exact", values: ["BLD-01"] };
  const executable = { field: "process.executable", operator: "exact", values: ["C:\\VS\\MSBuild.exe"] };
  expect(propose(FULL)).toEqual(
    [
      { title: "This command line to 20.37.194.9", conditions: [exact, destination] },
      { title: "Similar command lines to 20.37.194.9", conditions: [similar, destination] },
      { title: "This command line as svc-build on BLD-01", conditions: [exact, user, host] },
      { title: "Similar command lines as svc-build on BLD-01", conditions: [similar, user, host] },
      { title: "MSBuild.exe to 20.37.194.9", conditions: [executable, destination] },
      { title: "Anything of this rule to 20.37.194.9", conditions: [destination] },
      { title: "This command line, wherever it connects", conditions: [exact] },
      { title: "Similar command lines, wherever they connect", conditions: [similar] },
    ].map((proposal) => ({ ...proposal, ruleIds: [RULE] })),
  );
});

test.each<[string, ProposalSource, string[]]>([
  ["nothing known", { rule: RULE, destinations: [] }, []],
  ["nulls", { rule: RULE, destinations: [], commandLine: null, executable: null, user: null, host: null }, []],
  ["a destination only", { rule: RULE, destinations: ["20.37.194.9"] }, ["Anything of this rule to 20.37.194.9"]],
  [
    "two spellings of one destination",
    { rule: RULE, destinations: ["20.37.194.9", "::ffff:20.37.194.9"] },
    ["Anything of this rule to 20.37.194.9"],
  ],
  [
    "several destinations",
    { rule: RULE, destinations: ["20.37.194.9", "20.37.194.8"] },
    ["Anything of this rule to 20.37.194.9 and 1 more"],
  ],
  ["too many destinations", { rule: RULE, destinations: Array.from({ length: 51 }, (_, index) => `20.37.194.${index}`) }, []],
  ["a destination that is no address", { rule: RULE, destinations: ["-"] }, []],
  [
    "a stable command line",
    { rule: RULE, destinations: [], commandLine: "msbuild.exe a.proj" },
    ["This command line, wherever it connects"],
  ],
  [
    "a command line of volatile parts only",
    { rule: RULE, destinations: [], commandLine: "12345" },
    ["This command line, wherever it connects"],
  ],
])("%s", (_name, source, titles) => {
  expect(propose(source).map((proposal) => proposal.title)).toEqual(titles);
});

test("every proposal can be saved and matches the alert it is for", () => {
  const text = fc.option(fc.string({ unit: fc.constantFrom("a", "*", "?", "[", "]", "1234", "\\Users\\x\\", " "), maxLength: 10 }), {
    nil: null,
  });
  const destinations = fc.array(fc.constantFrom("20.37.194.9", "::ffff:1.2.3.4", "2603::1", "10.0.0.1", "x"), { maxLength: 4 });
  fc.assert(
    fc.property(fc.record({ destinations, commandLine: text, executable: text, user: text, host: text }), (known) => {
      const values: { readonly [field: string]: readonly (string | null)[] } = {
        "destination.ip": known.destinations,
        "process.command_line": [known.commandLine],
        "process.executable": [known.executable],
        "user.name": [known.user],
        "host.name": [known.host],
      };
      const piece: Subject = { rule: RULE, values: (field) => (values[field] ?? []).filter((value) => value !== null) };
      for (const { title, conditions, ruleIds } of propose({ rule: RULE, ...known })) {
        expect(checkConditions(conditions).filter((lint) => lint.level === "block")).toEqual([]);
        expect(compileExceptions([{ id: "e" as ExceptionId, rules: ruleIds, conditions }]).silencedBy(piece, 0)).toEqual(["e"]);
        expect(title.length).toBeGreaterThan(2);
        expect(title.length).toBeLessThanOrEqual(120);
      }
    }),
    { numRuns: 2_000 },
  );
});
