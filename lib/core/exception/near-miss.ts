import { foldCase } from "#core/detection/ir/case";
import { parseAddress } from "../event/address.ts";
import { readAddressValue } from "./address-value.ts";
import type { Condition } from "./exception.ts";
import { compileWildcard } from "./wildcard.ts";

/**
 * Why a condition that looks right does not match, for the mistakes that cost people most: case, blanks, doubled
 * backslashes, look-alike characters, the wrong address family. Undefined when it is simply another value.
 */
export function nearMiss(condition: Condition, values: readonly string[]): string | undefined {
  if (values.length === 0) return `The evidence has no ${condition.field}; a missing field never matches.`;
  switch (condition.operator) {
    case "address":
      return addressMiss(condition.values, values);
    case "exact":
      return firstOf(condition.values, values, textMiss);
    case "wildcard":
      return firstOf(condition.values, values, patternMiss);
  }
}

function firstOf(
  wanted: readonly string[],
  values: readonly string[],
  compare: (wanted: string, value: string) => string | undefined,
): string | undefined {
  for (const value of values) {
    for (const text of wanted) {
      const hint = compare(text, value);
      if (hint !== undefined) return hint;
    }
  }
  return undefined;
}

/** What must be undone to make two texts equal, the smallest change first. */
const DIFFERENCES: readonly (readonly [undo: (text: string) => string, words: string])[] = [
  [(text) => text.trim(), "Only blanks at the start or end differ."],
  [foldCase, "Only upper and lower case differ; an exact comparison minds them."],
  [(text) => text.replaceAll("\\\\", "\\"), "Only doubled backslashes differ; a backslash is typed once."],
  [(text) => text.replaceAll(/\s+/g, " "), "Only the number or kind of blanks differs."],
  [(text) => text.normalize("NFKC"), "They look alike but are written with different characters."],
  [(text) => text.replaceAll('"', ""), "Only quotation marks differ."],
  [
    (text) => foldCase(text.normalize("NFKC").replaceAll("\\\\", "\\").replaceAll('"', "")).replaceAll(/\s+/g, " ").trim(),
    "Only case, blanks, quotation marks or doubled backslashes differ.",
  ],
];

function textMiss(wanted: string, value: string): string | undefined {
  return DIFFERENCES.find(([undo]) => undo(wanted) === undo(value))?.[1];
}

function patternMiss(wanted: string, value: string): string | undefined {
  const matches = (pattern: string, text: string): boolean => compileWildcard(pattern).matchesFolded(foldCase(text));
  if (matches(wanted, value.trim()) || matches(wanted.trim(), value)) return "Only blanks at the start or end differ.";
  if (matches(wanted.replaceAll("\\\\", "\\"), value)) return "Only doubled backslashes differ; a backslash is typed once.";
  if (matches(`*${wanted}*`, value)) return "It is only a part of the value; a wildcard must match the whole: add * before or after it.";
  if (matches(wanted.replaceAll(/\s+/g, "*"), value)) return "Only the number or kind of blanks differs.";
  return undefined;
}

function addressMiss(wanted: readonly string[], values: readonly string[]): string | undefined {
  const addresses = values.flatMap((value) => parseAddress(value.trim()) ?? []);
  if (addresses.length === 0) return "The evidence's value is not an IP address.";
  const families = new Set(
    wanted.flatMap((value) => {
      const read = readAddressValue(value);
      return "range" in read ? [read.range.family] : [];
    }),
  );
  const [address] = addresses;
  return address && !families.has(address.family)
    ? `The evidence has an IPv${address.family} address and the condition only IPv${address.family === 4 ? 6 : 4}; the families never match each other.`
    : undefined;
}
