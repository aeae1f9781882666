import { expect, test } from "vitest";
import { fieldRows } from "./field-rows.ts";

test("fields are sorted by name, lists are joined, and what has no value is left out", () => {
  expect(
    fieldRows({
      "user.name": "ana",
      "destination.port": 443,
      "process.args": ["a", "b"],
      "process.parent.name": "",
      "host.ip": null,
      "winlog.event_data": { a: 1 },
      "network.initiated": false,
    }),
  ).toEqual([
    ["destination.port", "443"],
    ["network.initiated", "false"],
    ["process.args", "a, b"],
    ["user.name", "ana"],
    ["winlog.event_data", '{"a":1}'],
  ]);
});
