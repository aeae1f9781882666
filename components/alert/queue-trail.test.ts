import { expect, test } from "vitest";
import { neighbours } from "./queue-trail.ts";

const trail = { search: "host=WS-1", ids: ["a", "b", "c"] };

test.each([
  ["in the middle", trail, "host=WS-1", "b", { previous: "a", next: "c" }],
  ["at the beginning", trail, "host=WS-1", "a", { previous: null, next: "b" }],
  ["at the end", trail, "host=WS-1", "c", { previous: "b", next: null }],
  ["an alert that was not on the page", trail, "host=WS-1", "z", { previous: null, next: null }],
  ["a trail of another queue", trail, "", "b", { previous: null, next: null }],
  ["no trail", null, "host=WS-1", "b", { previous: null, next: null }],
])("%s", (_name, from, search, id, expected) => {
  expect(neighbours(from, search, id)).toEqual(expected);
});
