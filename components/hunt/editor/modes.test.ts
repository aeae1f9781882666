import { StreamLanguage, type StreamParser } from "@codemirror/language";
import { classHighlighter, highlightTree } from "@lezer/highlight";
import { expect, test } from "vitest";
import { eqlMode } from "./eql-mode.ts";
import { kqlMode } from "./kql-mode.ts";
import { sigmaMode } from "./sigma-mode.ts";

/** The words of a text that have a colour, as `colour:word`. */
function coloured<T>(mode: StreamParser<T>, text: string): readonly string[] {
  const found: string[] = [];
  highlightTree(StreamLanguage.define(mode).parser.parse(text), classHighlighter, (from, to, classes) => {
    const kind = classes.replaceAll("tok-", "");
    if (!/punctuation|operator$/.test(kind) || /keyword/i.test(kind)) found.push(`${kind}:${text.slice(from, to)}`);
  });
  return found;
}

test.each([
  ["T | where a has 'x'", ["className:T", "keyword:|", "keyword:where", "variableName:a", "keyword:has", "string:'x'"]],
  ["T | extend a = bin(Timestamp, 1h)", ["variableName:Timestamp", "number:1h"]],
  ["let x = Table1; x | take 5", ["keyword:let", "className:Table1", "keyword:take"]],
  ["T | join kind=inner (U | take 1) on a", ["keyword:join", "className:U"]],
  ["union A, B", ["keyword:union", "className:A", "className:B"]],
  ["T | where p == @'C:\\' and b", ["string:@'C:\\'", "keyword:and"]],
  ["// note\nT", ["comment:// note", "className:T"]],
  ["print x = ```a\nb``` | take 1", ["string:```a", "keyword:take"]],
])("KQL %j", (text, expected) => {
  expect(coloured(kqlMode, text)).toEqual(expect.arrayContaining([...expected]));
});

test.each([
  [
    'process where process.name : "x" // c',
    ["className:process", "keyword:where", "propertyName:process.name", 'string:"x"', "comment:// c"],
  ],
  ["sequence by host.id with maxspan=5m [any where true]", ["keyword:sequence", "number:5m", "className:any", "bool:true"]],
])("EQL %j", (text, expected) => {
  expect(coloured(eqlMode, text)).toEqual(expect.arrayContaining([...expected]));
});

test("Sigma: keys, modifiers, values, the condition's words", () => {
  const text =
    "title: Odd: one\ndetection:\n  selection:\n    Image|endswith: '\\x.exe'\n    Port:\n      - 80\n  condition: selection and not 1 of filter*\n# end";
  expect(coloured(sigmaMode, text)).toEqual(
    expect.arrayContaining([
      "propertyName:title",
      "propertyName:Image",
      "string:'\\x.exe'",
      "number:80",
      "keyword:and",
      "keyword:not",
      "comment:# end",
    ]),
  );
});

test.each([kqlMode, eqlMode, sigmaMode] as readonly StreamParser<unknown>[])("$name colours any text without standing still", (mode) => {
  const odd = ['"', "'", "```", "/*", "\\", "|", "a|b|c:", "- - -", "\u0000", "ü", "@'", "```\n", "x: |\n  y\nz", "(".repeat(50)];
  for (const a of odd) for (const b of odd) expect(coloured(mode, `${a}${b}\n${b}${a}`)).toBeDefined();
});
