import type { FieldValue } from "../../event/value.ts";

/** What functions take and give: a value, a list of values, or null. */
export type Datum = FieldValue;

/** One line of a function's table: tests run it, and the help shows it. */
export interface Example {
  readonly args: readonly Datum[];
  readonly fold?: boolean;
  readonly gives: Datum;
}

export interface FunctionDefinition {
  readonly name: string;
  /** `substring(source, start[, end])` */
  readonly signature: string;
  readonly summary: string;
  readonly arity: readonly [least: number, most: number];
  /** Whether a null among the arguments makes the result null. */
  readonly isStrict: boolean;
  /** Whether the function looks at the first argument's whole list rather than at each value of it. */
  readonly takesList: boolean;
  /** Never throws; what it cannot use gives null. With `fold` case is ignored, where the function compares texts. */
  run(args: readonly Datum[], fold: boolean): Datum;
  readonly examples: readonly Example[];
}

type Written = Omit<FunctionDefinition, "isStrict" | "takesList"> & Partial<Pick<FunctionDefinition, "takesList">>;

/**
 * A function without a result when it lacks an argument, as nearly all are. `needed`: how many arguments that is true of,
 * all that cannot be left out unless said otherwise; of any number of further ones each can be missing.
 */
export function strict(written: Written, needed = written.arity[0]): FunctionDefinition {
  const lacks = (arg: Datum, at: number) => arg === null && at < needed;
  const run: FunctionDefinition["run"] = (args, fold) => (args.some(lacks) ? null : written.run(args, fold));
  return { takesList: false, ...written, isStrict: true, run };
}

/** A function that has something to say about null. */
export function lenient(written: Written): FunctionDefinition {
  return { takesList: false, ...written, isStrict: false };
}

/** A single value as text; null for a list. */
export function textOf(datum: Datum | undefined): string | null {
  if (datum === undefined || datum === null || typeof datum === "object") return null;
  return String(datum);
}

const DECIMAL = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** A number, or the number a text spells in decimal. */
export function numberOf(datum: Datum | undefined): number | null {
  if (typeof datum === "number") return datum;
  return typeof datum === "string" && datum.length < 64 && DECIMAL.test(datum) ? Number(datum) : null;
}
