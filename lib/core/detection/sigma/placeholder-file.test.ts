import fc from "fast-check";
import { expect, test } from "vitest";
import { readPlaceholders } from "./placeholder-file.ts";

test("a name has a value or a list of values, with or without percent signs", () => {
  const { placeholders, diagnostics } = readPlaceholders("Servers:\n  - srv-01\n  - 'dc*'\n'%Ports%': [80, 443]\nOwner: ann\n");
  expect(diagnostics).toEqual([]);
  expect([...placeholders]).toEqual([
    ["Servers", ["srv-01", "dc*"]],
    ["Ports", ["80", "443"]],
    ["Owner", ["ann"]],
  ]);
});

test("JSON is read as well", () => {
  expect([...readPlaceholders('{"a": ["x", 1]}').placeholders]).toEqual([["a", ["x", "1"]]]);
});

test.each([
  ["- a\n- b", "no-placeholders", 1, 1],
  ["a: [x]\nb: []", "no-values", 2, 4],
  ["a: [x, {b: c}]", "placeholder-value", 1, 8],
  ["a:\n  - x\n  -\n", "placeholder-value", undefined, undefined],
  ["a b: x", "placeholder-name", 1, 1],
  ["a: x\n'%a%': y", "duplicate-key", 2, 2],
  ["a: x\na: y", "duplicate-key", 2, 1],
  ["a: [x", "bad-yaml", undefined, undefined],
  ["a: x\n---\nb: y", "many-documents", 3, 1],
])("%j is refused as %s", (text, code, line, column) => {
  const [first] = readPlaceholders(text).diagnostics;
  expect(first).toMatchObject({ severity: "error", code, ...(line === undefined ? {} : { line, column }) });
});

test("nothing that is written there makes it throw", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      readPlaceholders(text);
    }),
  );
});
