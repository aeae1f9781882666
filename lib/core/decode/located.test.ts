import fc from "fast-check";
import { expect, test } from "vitest";
import { foldLocated, LOCATED } from "./located.ts";

const BEFORE = 3;

test("a located text is folded as it would be parsed and lower-cased, and nothing around it is touched", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aZ@[`{AZz09 \\"\n\r\t~/'), maxLength: 40 }), fc.nat(9), (text, at) => {
      const written = JSON.stringify(text).slice(1, -1);
      const bytes = Buffer.from(`${"\\".repeat(BEFORE)}${written}\\"XYZ`);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const room = new Uint8Array(at + written.length + 2).fill(7);
      const located = written === text ? LOCATED.text : LOCATED.escaped;
      const place = { bytes, view, start: BEFORE, end: BEFORE + written.length };
      const end = foldLocated(located, place, room, new DataView(room.buffer), at);
      expect(Buffer.from(room.subarray(at, end)).toString("latin1")).toBe(text.toLowerCase());
      expect([...room.subarray(0, at), ...room.subarray(at + written.length)]).toEqual(new Array(at + 2).fill(7));
    }),
    { numRuns: 5_000 },
  );
});
