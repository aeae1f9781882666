import { describe, expect, test } from "vitest";
import { FUNCTIONS, functionNamed } from "./catalog.ts";

describe.each(FUNCTIONS.map((definition) => [definition.signature, definition] as const))("%s", (_, definition) => {
  test.each(definition.examples.map((example) => [JSON.stringify(example.args), example] as const))("of %s", (_, { args, fold, gives }) => {
    expect(definition.run(args, fold ?? false)).toEqual(gives);
  });

  test("has an example, and takes as many arguments as it says", () => {
    expect(definition.examples.length).toBeGreaterThan(0);
    for (const { args } of definition.examples) {
      expect(args.length).toBeGreaterThanOrEqual(definition.arity[0]);
      expect(args.length).toBeLessThanOrEqual(definition.arity[1]);
    }
  });

  test("throws at nothing it is given", () => {
    const odd = [null, "", "x", -1, 1.5, Number.NaN, true, ["a", null], []];
    for (const a of odd) for (const b of odd) for (const c of odd) expect(() => definition.run([a, b, c, a], true)).not.toThrow();
  });
});

test("names are found in any case and are all different", () => {
  expect(functionNamed("CIDRMATCH")?.name).toBe("cidrMatch");
  expect(functionNamed("constructor")).toBeUndefined();
  expect(new Set(FUNCTIONS.map(({ name }) => name.toLowerCase())).size).toBe(FUNCTIONS.length);
});

test.each([
  ["1.5.0", "1.11.3"],
  ["1.2.4-SNAPSHOT", "1.2.4"],
  ["9.9.9", "bad"],
  ["1.2", "1.2.1"],
])("version %s sorts before %s", (a, b) => {
  const key = (text: string) => String(functionNamed("version")?.run([text], false));
  expect(key(a) < key(b)).toBe(true);
});
