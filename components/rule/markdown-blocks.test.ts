import { expect, test } from "vitest";
import { inlineParts, markdownBlocks } from "./markdown-blocks.ts";

test("a guide becomes headings, paragraphs, lists, code and quotes", () => {
  const guide = `## Triage

Look at the
parent process.

- Was it *expected*?
  It may be a build.
  - Which **project**?
1. Ask.

> Careful.

\`\`\`
rm *.csproj
\`\`\`
---
    indented`;
  expect(
    markdownBlocks(guide).map((block) => [
      block.kind,
      "parts" in block ? block.parts.map(({ text }) => text).join("|") : "text" in block ? block.text : "",
    ]),
  ).toEqual([
    ["heading", "Triage"],
    ["paragraph", "Look at the parent process."],
    ["item", "Was it |expected|?| |It may be a build."],
    ["item", "Which |project|?"],
    ["item", "Ask."],
    ["quote", "Careful."],
    ["code", "rm *.csproj"],
    ["rule", ""],
    ["code", "indented"],
  ]);
});

test.each([
  ["<script>alert(1)</script>", [{ kind: "text", text: "<script>alert(1)</script>" }]],
  ["[a](javascript:x)", [{ kind: "link", text: "a", address: "javascript:x" }]],
  ["![x](http://e/i.png)", [{ kind: "link", text: "x", address: "http://e/i.png" }]],
  [
    "a `**b**` c",
    [
      { kind: "text", text: "a " },
      { kind: "code", text: "**b**" },
      { kind: "text", text: " c" },
    ],
  ],
  ["2*3*4", [{ kind: "text", text: "2*3*4" }]],
])("%s", (text, parts) => {
  expect(inlineParts(text)).toEqual(parts);
});

test("a text made to be slow is not", () => {
  const start = performance.now();
  markdownBlocks(`${"*a ".repeat(30_000)}\n${"[".repeat(50_000)}\n${"- ".repeat(20_000)}\n${"#".repeat(50_000)}`);
  expect(performance.now() - start).toBeLessThan(1_500);
});

test.each([
  ["a heading of marks", `# ${"#".repeat(150_000)}x`],
  ["an item that goes on without end", `- a\n${"  b\n".repeat(40_000)}`],
])("%s is read in time that grows with its length", (_what, text) => {
  const start = performance.now();
  markdownBlocks(text);
  expect(performance.now() - start).toBeLessThan(5_000);
});

test.each([
  ["# Closed ##", "Closed"],
  ["## About C#", "About C#"],
  ["# ###", ""],
])("the title of %j is %j", (line, title) => {
  expect(markdownBlocks(line)).toEqual([
    { kind: "heading", level: line.indexOf(" "), parts: title === "" ? [] : [{ kind: "text", text: title }] },
  ]);
});
