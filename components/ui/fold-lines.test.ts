import { expect, test } from "vitest";
import { foldLines } from "./fold-lines.tsx";

test.each([
  ["a line broken by an editor", "It can fetch a remote\nscriptlet.\n", "It can fetch a remote scriptlet."],
  ["with Windows' ends of lines", "It can fetch a remote\r\nscriptlet.\r\n", "It can fetch a remote scriptlet."],
  ["paragraphs", "One\nand more.\n\nTwo\nand more.", "One and more.\n\nTwo and more."],
  ["a list", "Look at:\n- the parent\n- the child\n1. first", "Look at:\n- the parent\n- the child\n1. first"],
  ["indented lines", "Run:\n  cmd /c x\nand look.", "Run:\n  cmd /c x and look."],
  ["a dash within a sentence", "One\n-two", "One -two"],
  ["nothing", "", ""],
])("%s", (_name, text, folded) => expect(foldLines(text)).toBe(folded));

test("takes time in proportion to the length", () => {
  expect(foldLines(`${"\n".repeat(50_000)}a${" \n".repeat(50_000)}b`)).toContain("a");
  const start = performance.now();
  expect(foldLines(`a${"\t".repeat(500_000)}b`)).toHaveLength(500_002);
  expect(performance.now() - start).toBeLessThan(5_000);
});
