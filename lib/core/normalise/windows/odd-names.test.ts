import { expect, test } from "vitest";
import type { JsonObject } from "../../event/value.ts";
import { readEvtx, readEvtxJson } from "./evtx.ts";

const system = '"System":{"Channel":"Security","EventID":4688}';
const parsed = (text: string): JsonObject => JSON.parse(text);

// A name that a Windows program or an attacker chose is only a name.
test.each([
  ["a member of EventData", readEvtxJson(parsed(`{${system},"EventData":{"__proto__":"evil","constructor":"c"}}`))],
  [
    "a list of Data",
    readEvtxJson(parsed(`{${system},"EventData":{"Data":[{"@Name":"__proto__","#text":"evil"},{"@Name":"constructor","#text":"c"}]}}`)),
  ],
  ["an attribute", readEvtxJson(parsed(`{${system},"UserData":{"Log":{"#attributes":{"__proto__":"evil","constructor":"c"}}}}`))],
  ["a leaf of UserData", readEvtx(parsed(`{${system},"UserData":{"Log":{"__proto__":"evil","constructor":"c"}}}`))],
])("__proto__ is read as %s", (_place, record) => {
  expect(Object.entries(record.data)).toEqual([
    ["__proto__", "evil"],
    ["constructor", "c"],
  ]);
  expect(Object.getPrototypeOf(record.data)).toBe(Object.prototype);
});
