import { foldCase } from "../ir/case.ts";
import { type Datum, type FunctionDefinition, lenient, numberOf, strict, textOf } from "./definition.ts";

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Milliseconds since 1970 of a text that is a date to Elasticsearch (`strict_date_optional_time`), where no zone is UTC; otherwise NaN. */
export function dateOf(text: string): number {
  const [date, zone] = DATE.exec(text) ?? [];
  if (date === undefined) return Number.NaN;
  return Date.parse(zone === undefined && date.includes("T") ? `${date}Z` : date);
}

/** A number as it is, a text as the number it spells; beside a number a date is its milliseconds, as Elasticsearch compares them. */
function numberBeside(datum: Datum | undefined): number | null {
  const number = numberOf(datum);
  if (number !== null || typeof datum !== "string") return number;
  const date = dateOf(datum);
  return Number.isNaN(date) ? null : date;
}

/** Negative, zero or positive as the left side is smaller, equal or greater; null when the two cannot be compared. */
export function order(left: Datum | undefined, right: Datum | undefined, fold: boolean): number | null {
  if (typeof left === "number" || typeof right === "number") {
    const a = numberBeside(left);
    const b = numberBeside(right);
    return a === null || b === null ? null : a - b;
  }
  const a = textOf(left);
  const b = textOf(right);
  if (a === null || b === null) return null;
  const dates = dateOf(a) - dateOf(b);
  if (!Number.isNaN(dates)) return dates;
  const x = fold ? foldCase(a) : a;
  const y = fold ? foldCase(b) : b;
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Equality of a number and a text is that of the number the text spells. */
export function isSame(left: Datum | undefined, right: Datum | undefined, fold: boolean): boolean {
  const a = textOf(left);
  const b = textOf(right);
  if (a === null || b === null) return false;
  if (typeof left === "number" || typeof right === "number") return a === b || order(left, right, fold) === 0;
  return fold ? foldCase(a) === foldCase(b) : a === b;
}

function ordered(holds: (order: number) => boolean): FunctionDefinition["run"] {
  return ([left, right], fold) => {
    const result = order(left, right, fold);
    return result === null ? null : holds(result);
  };
}

const isTruth = (datum: Datum | undefined): datum is boolean => typeof datum === "boolean";

/** Numbers of any length compare as numbers, a pre-release sorts before its release, and what is no version after all that are. */
function versionKey(text: string): string {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?((?:\.\d+)*)([-+].*)?$/.exec(text);
  if (!match) return `~${text}`;
  const suffix = match[5] ?? "";
  const padded = (part: string) => part.replace(/\d+/g, (digits) => digits.padStart(20, "0"));
  return `${padded(text.slice(0, text.length - suffix.length))}${suffix.startsWith("-") ? "\u0001" : "\u0002"}${padded(suffix)}`;
}

/** Comparisons and logic where a computed value stands: three-valued, as in the predicates themselves. */
export const RELATION_FUNCTIONS: readonly FunctionDefinition[] = [
  strict({
    name: "equals",
    signature: "left == right",
    summary: "Whether two values are equal; null when one is missing.",
    arity: [2, 2],
    run: ([left, right], fold) => isSame(left, right, fold),
    examples: [
      { args: [1, 1], gives: true },
      { args: ["a", "A"], gives: false },
      { args: ["a", "A"], fold: true, gives: true },
      { args: ["5", 5], gives: true },
      { args: [null, null], gives: null },
    ],
  }),
  strict({
    name: "less",
    signature: "left < right",
    summary: "Whether the left value is smaller: numbers by size, dates by time, texts by their characters.",
    arity: [2, 2],
    run: ordered((result) => result < 0),
    examples: [
      { args: [2, 10], gives: true },
      { args: ["2", "10"], gives: false },
      { args: ["System", "System Idle Process"], gives: true },
      { args: ["a", "B"], gives: false },
      { args: ["a", "B"], fold: true, gives: true },
      { args: ["2022-01-01T00:00:00Z", "2022-01-01T01:30:00+01:00"], gives: true },
      { args: ["2022-01-01T00:00:00", "2022-01-01T00:00:00.001Z"], gives: true },
      { args: ["2022-01-01T00:00:00.999Z", 1640995201000], gives: true },
      { args: [1, "x"], gives: null },
    ],
  }),
  strict({
    name: "atMost",
    signature: "left <= right",
    summary: "Whether the left value is smaller or equal.",
    arity: [2, 2],
    run: ordered((result) => result <= 0),
    examples: [
      { args: ["a", "a"], gives: true },
      { args: [3, 2], gives: false },
    ],
  }),
  lenient({
    name: "isNull",
    signature: "value == null",
    summary: "Whether there is no value.",
    arity: [1, 1],
    run: ([value]) => value === null || (typeof value === "object" && value.every((item) => item === null)),
    examples: [
      { args: [null], gives: true },
      { args: [0], gives: false },
      { args: [""], gives: false },
    ],
  }),
  lenient({
    name: "not",
    signature: "not value",
    summary: "The opposite; of null, null.",
    arity: [1, 1],
    run: ([value]) => (isTruth(value) ? !value : null),
    examples: [
      { args: [true], gives: false },
      { args: [null], gives: null },
    ],
  }),
  lenient({
    name: "and",
    signature: "value and value",
    summary: "Whether all hold: false decides, then null.",
    arity: [1, 1_000],
    run: (args) => (args.includes(false) ? false : args.every(isTruth) ? true : null),
    examples: [
      { args: [true, true], gives: true },
      { args: [null, false], gives: false },
      { args: [null, true], gives: null },
    ],
  }),
  lenient({
    name: "or",
    signature: "value or value",
    summary: "Whether one holds: true decides, then null.",
    arity: [1, 1_000],
    run: (args) => (args.includes(true) ? true : args.every(isTruth) ? false : null),
    examples: [
      { args: [null, true], gives: true },
      { args: [null, false], gives: null },
    ],
  }),
  strict({
    name: "version",
    signature: "version(text)",
    summary: "A software version as a text that sorts as versions do (semver.org): 1.5.0 before 1.11.3.",
    arity: [1, 1],
    run: ([value]) => {
      const text = textOf(value);
      return text === null ? null : versionKey(text);
    },
    examples: [
      { args: ["bad"], gives: "~bad" },
      { args: [null], gives: null },
    ],
  }),
];
