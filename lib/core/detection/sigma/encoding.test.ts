import fc from "fast-check";
import { expect, test } from "vitest";
import { base64, base64Offsets, bytesAsText, encode } from "./encoding.ts";

test.each([
  ["http://", ["aHR0cDovL", "h0dHA6Ly", "odHRwOi8v"]],
  ["foobar", ["Zm9vYmFy", "Zvb2Jhc", "mb29iYX"]],
])("%s has the three offsets the specification's users know", (text, expected) => {
  expect(base64Offsets(encode(text, "utf8"))).toEqual(expected);
});

test("whatever surrounds the bytes, one of the three is in the base64 text", () => {
  const bytes = fc.uint8Array({ maxLength: 12 });
  fc.assert(
    fc.property(bytes, fc.uint8Array({ minLength: 1, maxLength: 12 }), bytes, (before, middle, after) => {
      const whole = base64(Uint8Array.from([...before, ...middle, ...after]));
      expect(base64Offsets(middle).some((part) => whole.includes(part))).toBe(true);
    }),
  );
});

test("encodings differ in byte order and mark", () => {
  expect(bytesAsText(encode("a", "utf16le"))).toBe("a\0");
  expect(bytesAsText(encode("a", "utf16be"))).toBe("\0a");
  expect(bytesAsText(encode("a", "utf16"))).toBe("\xff\xfea\0");
  expect(bytesAsText(encode("é", "utf8"))).toBe("\xc3\xa9");
});
