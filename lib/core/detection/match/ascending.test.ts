import fc from "fast-check";
import { expect, test } from "vitest";
import { ascending } from "./ascending.ts";

test("numbers come out in ascending order, few or many", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 80 }), (numbers) => {
      expect(ascending([...numbers])).toEqual([...numbers].sort((a, b) => a - b));
    }),
  );
});
