import { expect, test } from "vitest";
import { declaredNames, placeAt } from "./kql-place.ts";

/** `^` marks the cursor. */
function at(marked: string) {
  const cursor = marked.indexOf("^");
  return placeAt(marked.replace("^", ""), cursor);
}

test.each([
  ["^", "source"],
  ["Dev^", "source"],
  ["let x = 5;\n^", "source"],
  ["let T = Dev^", "source"],
  ["union Dev^", "source"],
  ["union A, ^", "source"],
  ["T | join kind=inner (^", "source"],
  ["T | join (Dev^", "source"],
  ["T | where a in (^", "source"],
  ["T |^", "operator"],
  ["T\n| wh^", "operator"],
  ["T | join (U | ^", "operator"],
  ["T | where a == 'x^", "none"],
  ["T // comment ^", "none"],
  ["T | where a == @'C:\\^", "none"],
  ["T | where a == @'C:\\' and ^", "expression"],
  ["T | where ^", "expression"],
  ["T | extend a = tolower(^", "expression"],
  ["T | summarize count() by ^", "expression"],
])("%s is a place for a %s", (marked, kind) => {
  expect(at(marked).kind).toBe(kind);
});

test.each([
  ["T | where ^", "where", "start"],
  ["T | where File^", "where", "start"],
  ["T | where FileName ^", "where", "compare"],
  ["T | where FileName ha^", "where", "compare"],
  ["T | where FileName has ^", "where", "start"],
  ["T | where FileName !has ^", "where", "start"],
  ["T | where tolower(FileName) ^", "where", "compare"],
  ["T | summarize ^", "summarize", "start"],
  ["T | summarize n = count() by ^", "summarize", "key"],
  ["T | summarize n = count() by bin(^", "summarize", "key"],
  ["T | project-away ^", "project-away", "start"],
  ["T | sort by ^", "sort", "key"],
  ["T | render ^", "render", "start"],
  ["T | join kind=inner (U) on ^", "join", "key"],
])("%s: inside %s, %s", (marked, operator, after) => {
  expect(at(marked)).toMatchObject({ kind: "expression", operator, after });
});

test.each([
  ["T | where a == 1 | where ^", "T | where a == 1 "],
  ["let x = 1;\nT | where ^", "let x = 1;\nT "],
  ["T | join (U | project a | where ^", "U | project a "],
  ["let x = 1; T | join kind=leftouter (U | where ^", "let x = 1;U "],
  ["T | join (U | where b) on ^", "T "],
  ["let f = T | where ^", " T "],
  ["T | mv-apply x = xs on (where ^", "T "],
  ["T | mv-apply x = xs on (extend y = 1 | where ^", "T "],
])("%s: columns of %j", (marked, scope) => {
  expect(at(marked)).toMatchObject({ kind: "expression", scope });
});

test("the word being written is what a choice replaces", () => {
  expect(at("T | where Fil^")).toMatchObject({ from: 10 });
  expect(at("T | wh^")).toMatchObject({ from: 4 });
});

test("names of let are known", () => {
  expect(declaredNames("let a = 1; let Slow = T | take 1;\nSlow | where a")).toEqual(["a", "Slow"]);
});

test("every place of a long query can be asked for", () => {
  const text =
    'let a = dynamic(["x"]);\nDeviceNetworkEvents | where RemoteIP in (a) and (Port == 5 or X has "|") | summarize n=count() by bin(T, 1h) | render timechart with (title="a|b")';
  for (let cursor = 0; cursor <= text.length; cursor++) expect(placeAt(text, cursor).kind).toBeTypeOf("string");
});
