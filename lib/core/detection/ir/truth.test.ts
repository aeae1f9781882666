import { expect, test } from "vitest";
import { allOf, anyOf, negate, type Truth } from "./truth.ts";

const U = undefined;
const table: readonly (readonly [Truth, Truth, Truth, Truth])[] = [
  [true, true, true, true],
  [true, false, false, true],
  [true, U, U, true],
  [false, false, false, false],
  [false, U, false, U],
  [U, U, U, U],
];

test.each(table)("%s with %s: and %s, or %s, either way round", (a, b, and, or) => {
  expect([allOf([a, b]), allOf([b, a])]).toEqual([and, and]);
  expect([anyOf([a, b]), anyOf([b, a])]).toEqual([or, or]);
});

test("nothing at all is true under and, false under or", () => {
  expect([allOf([]), anyOf([])]).toEqual([true, false]);
});

test("the negation of unknown is unknown", () => {
  expect([true, false, U].map(negate)).toEqual([false, true, U]);
});
