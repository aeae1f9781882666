import { expect, test } from "vitest";
import { NOTHING_PRESSED, press } from "./key-sequence.ts";

const BINDINGS = ["g q", "g x", "q", "f", "1", "?"];

/** Presses the keys 100 ms apart (a number is a pause instead) and tells what was hit. */
function type(...keys: readonly (string | number)[]): readonly string[] {
  const hits: string[] = [];
  let pressed = NOTHING_PRESSED;
  let at = 10_000;
  for (const key of keys) {
    if (typeof key === "number") {
      at += key;
      continue;
    }
    at += 100;
    const result = press(pressed, key, at, BINDINGS);
    pressed = result.pressed;
    if (result.hit) hits.push(result.hit);
  }
  return hits;
}

test.each([
  ["a single key acts at once", ["f"], ["f"]],
  ["a sequence acts on its last key", ["g", "q"], ["g q"]],
  ["one key after another", ["f", "1"], ["f", "1"]],
  ["a key outside every binding does nothing", ["w"], []],
  ["a wrong second key is taken as a first one", ["g", "f"], ["f"]],
  ["a sequence started over", ["g", "g", "x"], ["g x"]],
  ["after a long pause the second key stands alone", ["g", 2000, "q"], ["q"]],
  ["the sequence is over once it has acted", ["g", "q", "q"], ["g q", "q"]],
])("%s", (_name, keys, expected) => {
  expect(type(...keys)).toEqual(expected);
});
