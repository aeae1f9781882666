import { expect, test } from "vitest";
import { z } from "zod";
import { decodeCursor, encodeCursor } from "./cursor.ts";

const Place = z.tuple([z.number(), z.string()]);

test("a place survives the address", () => {
  expect(decodeCursor(Place, encodeCursor([-7, "C:\\ä␀ 'quoted'"]))).toEqual([-7, "C:\\ä␀ 'quoted'"]);
});

test.each([
  ["none", null],
  ["an empty one", ""],
  ["what is no base64", "%%%"],
  ["what is no JSON", Buffer.from("[1,").toString("base64url")],
  ["another list's", encodeCursor(["text", 1])],
  ["one with a character no column holds", encodeCursor([1, "a\u0000b"])],
])("%s reads from the start", (_name, text) => {
  expect(decodeCursor(Place, text)).toBeNull();
});
