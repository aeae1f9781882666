import { describe, expect, test } from "vitest";
import { checkConditions, checkScope } from "./check.ts";
import type { Condition, TextField } from "./exception.ts";

const to = (...values: string[]): Condition => ({ field: "destination.ip", operator: "address", values });
const exact = (...values: string[]): Condition => ({ field: "process.command_line", operator: "exact", values });
const like = (...values: string[]): Condition => ({ field: "process.command_line", operator: "wildcard", values });
const text = (field: TextField, operator: "exact" | "wildcard", ...values: string[]): Condition => ({ field, operator, values });

function codes(...conditions: Condition[]): string[] {
  return checkConditions(conditions).map((lint) => `${lint.level} ${lint.code}`);
}

test("a destination with an exact command line gives no lint at all", () => {
  expect(checkConditions([to("20.37.194.9"), exact("msbuild.exe a.proj")])).toEqual([]);
});

test("no condition blocks", () => {
  expect(codes()).toEqual(["block no-conditions"]);
});

describe("one value of an address condition", () => {
  test.each([
    ["20.37.0.0/16", []],
    ["20.36.0.0/15", ["warn wide-range"]],
    ["20.37.0.0-20.38.0.0", ["warn wide-range"]],
    ["2603:1000::/32", []],
    ["2603:1000::/31", ["warn wide-range"]],
    ["::ffff:20.37.1.1", ["info v4-mapped"]],
    ["10.0.4.7", ["info local-address"]],
    ["100.64.0.1", ["info local-address"]],
    ["127.0.0.1", ["info local-address"]],
    ["fd00::1", ["info local-address"]],
    ["fe80::1%3", ["info zone-ignored", "info local-address"]],
    ["10.0.0.0/8", ["warn wide-range", "info local-address"]],
  ])("%s gives %j", (value, expected) => {
    expect(codes(to(value), exact("msbuild.exe a.proj"))).toEqual(expected);
  });

  test.each([
    ["20.1.1.1/24", "block host-bits-set"],
    ["20.1.1.9-20.1.1.1", "block range-order"],
    ["20.1.1.1-2603::1", "block mixed-families"],
    ["20.1.1", "block unreadable-address"],
    ["20.1.1.0/33", "block unreadable-prefix"],
    ["", "block empty-value"],
    ["0.0.0.0/0", "block matches-everything"],
  ])("%j gives %s, and names the condition", (value, expected) => {
    const lints = checkConditions([exact("msbuild.exe a.proj"), to("20.37.194.9", value)]);
    expect(lints.map((lint) => [`${lint.level} ${lint.code}`, lint.condition])).toEqual([[expected, 1]]);
  });
});

describe("several addresses", () => {
  test("the same in two spellings, and one inside another", () => {
    expect(codes(to("2603::1", "2603:0::1"), exact("abcd"))).toEqual(["info duplicate-value"]);
    expect(codes(to("20.37.0.0/24", "20.37.0.9"), exact("abcd"))).toEqual(["info covered-value"]);
    expect(codes(to("20.37.0.0/24", "20.37.1.9"), exact("abcd"))).toEqual([]);
  });
  test("every bad one is named, up to twenty", () => {
    const lints = checkConditions([to(...Array.from({ length: 30 }, (_, index) => `20.0.0.${index + 300}`))]);
    expect(lints).toHaveLength(21);
    expect(lints.at(-1)?.message).toBe("10 more values cannot be used.");
  });
});

describe("one value of a text condition", () => {
  test.each<[string, Condition, string[]]>([
    ["a star alone", like("*"), ["block matches-everything"]],
    ["stars and question marks", like("*?*"), ["block matches-everything"]],
    ["question marks", like("????"), ["block matches-everything"]],
    ["a literal star", like("a[*]bc*"), []],
    ["hardly anything", like("*.e*"), ["warn broad-wildcard"]],
    ["no wildcard at all", like("msbuild.exe"), ["info no-wildcard"]],
    ["a star in an exact value", exact("del *.tmp"), ["info star-in-exact"]],
    ["a trailing blank", exact("msbuild.exe "), ["info edge-blank"]],
    ["a leading tab", exact("\tmsbuild.exe"), ["info edge-blank", "info odd-character"]],
    ["a zero-width blank", exact("ms\u200bbuild.exe"), ["info odd-character"]],
    ["a non-breaking blank", exact("msbuild.exe\u00a0a.proj"), ["info odd-character"]],
    ["a Cyrillic letter in a Latin word", exact("m\u0455build.exe"), ["info odd-character"]],
    ["an en dash for a switch", exact("msbuild.exe \u2013nologo"), ["info odd-character"]],
    ["a typographic quotation mark", exact("msbuild.exe \u201ca.proj\u201d"), ["info odd-character"]],
    ["full-width letters", exact("\uff4dsbuild.exe"), ["info odd-character"]],
    ["a Cyrillic name", text("user.name", "exact", "\u0418\u0432\u0430\u043d"), []],
    ["an accented name", text("user.name", "exact", "Ren\u00e9 M\u00fcller"), []],
    ["a doubled backslash", exact("C:\\\\Windows\\\\a.exe"), ["info doubled-backslash"]],
    ["a UNC path", exact("msbuild.exe \\\\server\\share\\a.proj"), []],
    ["a quoted UNC path", exact('msbuild.exe "\\\\server\\share\\a.proj"'), []],
    ["the same value twice", exact("abcd", "abcd"), ["info duplicate-value"]],
    ["two casings, exact", exact("abcd", "ABCD"), []],
    ["two casings, wildcard", like("abcd*", "ABCD*"), ["info duplicate-value"]],
    ["a user's folder", text("process.executable", "wildcard", "C:\\Users\\*\\a.exe"), ["warn user-writable"]],
    ["a program folder", text("process.executable", "exact", "C:\\Program Files\\a.exe"), []],
  ])("%s", (_name, condition, expected) => {
    expect(codes(condition, to("20.37.194.9"))).toEqual(expected);
  });

  test("odd characters are told by code and place", () => {
    const [lint] = checkConditions([exact("m\u0455build.exe\u200b"), to("20.37.194.9")]);
    expect(lint?.message).toContain("U+0455 at 2");
    expect(lint?.message).toContain("U+200B at 12");
  });

  test("a value full of % and $ is told as it stands", () => {
    const [lint] = checkConditions([exact("%s $& $1 "), to("20.37.194.9")]);
    expect(lint?.message).toContain('"%s $& $1 "');
  });
});

describe("what conditions anchor together", () => {
  test.each<[string, Condition[], string[]]>([
    ["one destination", [to("20.37.194.9")], ["warn one-condition"]],
    ["one command line", [exact("msbuild.exe a.proj")], ["warn attacker-controlled", "warn one-condition"]],
    ["the program only", [text("process.executable", "exact", "C:\\Program Files\\a.exe")], ["warn image-name-only", "warn one-condition"]],
    [
      "the program twice",
      [text("process.executable", "wildcard", "*\\msbuild.exe"), text("process.executable", "wildcard", "C:\\Program Files\\*")],
      ["warn image-name-only", "warn same-field-twice"],
    ],
    [
      "program and command line",
      [text("process.executable", "wildcard", "*\\msbuild.exe"), exact("msbuild.exe a.proj")],
      ["warn attacker-controlled"],
    ],
    ["command line and host", [exact("msbuild.exe a.proj"), text("host.name", "exact", "BLD-01")], []],
    ["two destinations as two conditions", [to("20.37.194.9"), to("20.37.194.10")], ["warn same-field-twice"]],
    ["a condition twice", [to("20.37.194.9"), exact("abcd"), to("20.37.194.9")], ["info duplicate-condition"]],
  ])("%s", (_name, conditions, expected) => {
    expect(codes(...conditions)).toEqual(expected);
  });
});

test.each([
  [{ ruleIds: ["r"], expiresAt: 2_000 }, []],
  [{ ruleIds: [], expiresAt: 2_000 }, ["warn all-rules"]],
  [{ ruleIds: ["r"] }, ["warn no-expiry"]],
  [{ ruleIds: ["r"], expiresAt: null }, ["warn no-expiry"]],
  [{ ruleIds: [], expiresAt: null }, ["warn all-rules", "warn no-expiry"]],
  [{ ruleIds: ["r"], expiresAt: 1_000 }, ["block already-expired"]],
  [{ ruleIds: ["r"], expiresAt: Number.NaN }, ["block already-expired"]],
  [{ ruleIds: ["r"], expiresAt: 1_000 + 366 * 86_400_000 }, []],
  [{ ruleIds: ["r"], expiresAt: 1_001 + 366 * 86_400_000 }, ["warn long-expiry"]],
])("the scope %j gives %j", (scope, expected) => {
  expect(checkScope({ ...scope, now: 1_000 }).map((lint) => `${lint.level} ${lint.code}`)).toEqual(expected);
});
