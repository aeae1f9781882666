import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiffLine, diffLines, folded } from "./line-diff.ts";

const SIGN = { same: " ", removed: "-", added: "+" } as const;
const shown = (before: string, after: string): readonly string[] => diffLines(before, after).map((line) => SIGN[line.kind] + line.text);

describe("what changed between two texts", () => {
  test.each([
    ["nothing", "a\nb\n", "a\nb\n", [" a", " b"]],
    ["a last newline is no change", "a\nb", "a\nb\n", [" a", " b"]],
    ["a line of Windows is the line of Unix", "a\r\nb\r\n", "a\nb\n", [" a", " b"]],
    ["from nothing", "", "a\n", ["+a"]],
    ["to nothing", "a\n", "", ["-a"]],
    ["a line in the middle", "a\nb\nc", "a\nx\nc", [" a", "-b", "+x", " c"]],
    ["two changes apart", "a\nb\nc\nd\ne", "a\nc\nd\nx\ne", [" a", "-b", " c", " d", "+x", " e"]],
    ["a repeated line", "a\na", "a\na\na", [" a", " a", "+a"]],
  ])("%s", (_name, before, after, expected) => {
    expect(shown(before, after)).toEqual(expected);
  });

  test("lines know their numbers in both texts", () => {
    expect(diffLines("a\nb\nc", "x\na\nc")).toEqual([
      { kind: "added", text: "x", to: 1 },
      { kind: "same", text: "a", from: 1, to: 2 },
      { kind: "removed", text: "b", from: 2 },
      { kind: "same", text: "c", from: 3, to: 3 },
    ]);
  });

  test("both texts can be read back from their difference, and their numbers count up", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before.join("\n"), after.join("\n"));
        const old = lines.flatMap((line) => (line.kind === "added" ? [] : [line]));
        const fresh = lines.flatMap((line) => (line.kind === "removed" ? [] : [line]));
        expect(old.map((line) => line.text)).toEqual(before);
        expect(fresh.map((line) => line.text)).toEqual(after);
        expect(old.map((line) => line.from)).toEqual(before.map((_, index) => index + 1));
        expect(fresh.map((line) => line.to)).toEqual(after.map((_, index) => index + 1));
      }),
    );
  });

  test("texts of 20,000 different lines each take no time and no table", () => {
    const text = (prefix: string): string => Array.from({ length: 20_000 }, (_, index) => `${prefix}${index}`).join("\n");
    expect(diffLines(text("a"), text("b"))).toHaveLength(40_000);
  });
});

test("equal lines far from a change are folded, a single one is not", () => {
  const lines = diffLines("1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\nx\n6\n7\n8\n9");
  const text = (line: DiffLine | { readonly kind: "fold"; readonly count: number }) =>
    line.kind === "fold" ? `…${line.count}` : line.text;
  expect(folded(lines, 1).map(text)).toEqual(["…3", "4", "5", "x", "6", "…3"]);
  expect(folded(lines, 3).map(text)).toEqual(["1", "2", "3", "4", "5", "x", "6", "7", "8", "9"]);
  expect(folded(diffLines("a\nb", "a\nb"), 3).map(text)).toEqual(["…2"]);
});
