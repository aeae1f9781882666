import { expect, test } from "vitest";
import { outcomeOf, outcomeWords } from "./send-list.ts";

test.each([
  [201, '{"ok":true,"id":"i","number":2,"rows":1200,"unchanged":false}', "Version 2 is in use: 1,200 rows."],
  [201, '{"ok":true,"id":"i","number":1,"rows":1,"unchanged":true}', "It is what version 1 holds already: 1 row, nothing changed."],
  [400, '{"ok":false,"reason":"the file holds no rows"}', "the file holds no rows"],
  [400, '{"error":{"code":"invalid","message":"a list is named by an http or https URL"}}', "a list is named by an http or https URL"],
  [502, "<html>", "The server refused it (502)."],
])("status %d with %s is said as it is meant", (status, body, words) => {
  expect(outcomeWords(outcomeOf(status, body))).toBe(words);
});
