import { expect, test } from "vitest";
import { likeText } from "../ir/like.ts";
import { literalText, sigmaText, wrap } from "./value.ts";

const shape = (source: string) => sigmaText(source).map((part) => (part.kind === "text" ? part.text : `<${part.kind}>`));

test.each([
  ["a*b", ["a", "<many>", "b"]],
  ["a\\*b", ["a*b"]],
  ["a\\\\*b", ["a\\", "<many>", "b"]],
  ["a\\\\\\*b", ["a\\*b"]],
  ["a\\?b?", ["a?b", "<one>"]],
  ["\\cmd.exe", ["\\cmd.exe"]],
  ["C:\\\\Windows\\\\", ["C:\\Windows\\"]],
  ["\\\\\\\\srv", ["\\\\srv"]],
  ["dir\\", ["dir\\"]],
  ["**", ["<many>", "<many>"]],
  ["", []],
])("%j reads as %j", (source, expected) => {
  expect(shape(source)).toEqual(expected);
});

test("contains adds no second star", () => {
  expect(likeText(wrap(sigmaText("*a"), "both"))).toBe("*a*");
  expect(likeText(wrap(sigmaText(""), "both"))).toBe("*");
});

test("a text without wildcards is literal", () => {
  expect(literalText(sigmaText("a\\*"))).toBe("a*");
  expect(literalText(sigmaText("a*"))).toBeUndefined();
  expect(literalText(sigmaText(""))).toBe("");
});
