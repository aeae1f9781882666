import { inRange, parseAddress } from "../../event/address.ts";
import { foldCase } from "../ir/case.ts";
import { likeMatcher, likeSpans } from "../ir/like.ts";
import type { RangeCompare, Test } from "../ir/test.ts";
import { timePartOf } from "../ir/time-part.ts";
import { numberOf } from "./scalar.ts";

/** Asks one text. `folded` is the same text, folded; whoever calls has both. */
export type TextTest = (text: string, folded: string) => boolean;

const COMPARES: { readonly [C in RangeCompare]: (value: number, bound: number) => boolean } = {
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

/** A test made ready to be asked often: folding and parsing of its constants happen here, once. */
export function textTest(test: Test): TextTest {
  switch (test.op) {
    case "equals":
      return equalsTest(test.value, test.fold);
    case "contains":
    case "prefix":
    case "suffix":
      return needleTest(test.op, test.needle, test.fold);
    case "like": {
      const matcher = likeMatcher(test.pattern, test.fold);
      return test.fold ? (_, folded) => likeSpans(matcher, folded) !== undefined : (text) => likeSpans(matcher, text) !== undefined;
    }
    case "regex":
      return (text, folded) => test.regex.test(text, folded);
    case "cidr":
      return (text) => {
        const address = parseAddress(text);
        return address !== undefined && inRange(address, test.block);
      };
    case "range": {
      const compare = COMPARES[test.compare];
      return (text) => compare(numberOf(text), test.bound);
    }
    case "part": {
      const { part, compare, bound } = test;
      const holds = compare === "=" ? (value: number) => value === bound : (value: number) => COMPARES[compare](value, bound);
      return (text) => holds(timePartOf(text, part));
    }
    case "present":
      return () => true;
  }
}

function equalsTest(value: string | number | boolean, fold: boolean): TextTest {
  const written = String(value);
  if (typeof value === "number") return (text) => text === written || numberOf(text) === value;
  if (!fold) return (text) => text === written;
  const needle = foldCase(written);
  return (_, folded) => folded === needle;
}

function needleTest(op: "contains" | "prefix" | "suffix", written: string, fold: boolean): TextTest {
  const needle = fold ? foldCase(written) : written;
  switch (op) {
    case "contains":
      return fold ? (_, folded) => folded.includes(needle) : (text) => text.includes(needle);
    case "prefix":
      return fold ? (_, folded) => folded.startsWith(needle) : (text) => text.startsWith(needle);
    case "suffix":
      return fold ? (_, folded) => folded.endsWith(needle) : (text) => text.endsWith(needle);
  }
}
