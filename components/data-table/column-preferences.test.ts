import { expect, test } from "vitest";
import { readColumns } from "./column-preferences.tsx";

test.each([
  ["what was arranged comes back", '{"hidden":["user"],"widths":{"rule":220.4}}', { hidden: ["user"], widths: { rule: 220 } }],
  ["no cookie is no arrangement", undefined, { hidden: [], widths: {} }],
  ["a cut-off cookie is no arrangement", '{"hidden":["us', { hidden: [], widths: {} }],
  ["null is no arrangement", "null", { hidden: [], widths: {} }],
  ["wrong kinds are left out", '{"hidden":[1,"user"],"widths":{"rule":"wide","host":90}}', { hidden: ["user"], widths: { host: 90 } }],
  ["a width that would lose the column is left out", '{"widths":{"rule":0,"host":99999}}', { hidden: [], widths: {} }],
])("%s", (_name, text, expected) => {
  expect(readColumns(text)).toEqual(expected);
});
