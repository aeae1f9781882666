import { expect, test } from "vitest";
import { tagsShown } from "./tag-words.ts";

test.each([
  [["attack.t1059", "attack.execution"], ["attack.t1059", "attack.execution"], 0],
  [["Domain: Endpoint", "OS: Windows", "attack.t1059.001", "cve.2021-44228"], ["attack.t1059.001", "cve.2021-44228"], 2],
  [["a", "b", "c", "d", "e", "f"], ["a", "b", "c", "d"], 2],
  [[], [], 0],
])("of %j %j are shown", (tags, shown, more) => {
  expect(tagsShown(tags)).toEqual({ shown, more });
});
