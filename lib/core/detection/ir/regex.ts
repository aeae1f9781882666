import { RE2JS, RE2JSException } from "re2js";
import { foldCase } from "./case.ts";
import { nativeRegex } from "./native-regex.ts";
import { regexShape } from "./regex-shape.ts";

/** Longest pattern and largest compiled program accepted: what a person writes is far below, what a generator writes is refused. */
export const REGEX_LIMITS = { patternLength: 10_000, programSize: 20_000 };

export interface RegexFlags {
  readonly ignoreCase: boolean;
  /** `^` and `$` also match at line breaks. */
  readonly multiLine: boolean;
  /** `.` also matches a line break. */
  readonly dotAll: boolean;
}

declare const checked: unique symbol;

/** A regex known to compile and to run in linear time (RE2). Only `checkRegex` makes one. */
export interface CheckedRegex {
  readonly [checked]: true;
  /** As the rule wrote it. */
  readonly source: string;
  /** In RE2 syntax (https://github.com/google/re2/wiki/Syntax). */
  readonly pattern: string;
  readonly flags: RegexFlags;
  /** Folded texts of which one is in every match; empty when none is known. */
  readonly needles: readonly string[];
  /** Units that every match has at least. */
  readonly minLength: number;
  /** Whether the regex matches anywhere in the text. `folded` is the same text, folded. */
  test(text: string, folded: string): boolean;
  /** The first match as [start, end), for explanations only: a dozen times slower than `test`. */
  find(text: string): readonly [number, number] | undefined;
}

export type RegexRefusal = { readonly code: "regex-too-long" | "regex-too-large" | "bad-regex"; readonly message: string };

function flagBits(flags: RegexFlags): number {
  return (flags.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (flags.multiLine ? RE2JS.MULTILINE : 0) | (flags.dotAll ? RE2JS.DOTALL : 0);
}

/** Compiles an RE2 pattern, or says why it is refused. */
export function checkRegex(source: string, pattern: string, flags: RegexFlags): CheckedRegex | RegexRefusal {
  if (pattern.length > REGEX_LIMITS.patternLength) {
    return {
      code: "regex-too-long",
      message: `the pattern has ${pattern.length} characters; at most ${REGEX_LIMITS.patternLength} are accepted`,
    };
  }
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern, flagBits(flags));
  } catch (error) {
    if (error instanceof RE2JSException || error instanceof RangeError) return { code: "bad-regex", message: error.message };
    throw error;
  }
  if (compiled.programSize() > REGEX_LIMITS.programSize) {
    return {
      code: "regex-too-large",
      message: `the pattern compiles to ${compiled.programSize()} steps; at most ${REGEX_LIMITS.programSize} are accepted`,
    };
  }
  return mint(source, pattern, flags, compiled);
}

/** RE2 lets ſ stand for s when case is ignored, and folds more outside ASCII than lower case does: such letters cannot be gated on. */
function gates(needles: readonly string[], ignoreCase: boolean): readonly string[] {
  if (!ignoreCase) return [...new Set(needles.map(foldCase))];
  const pieces = needles.map((needle) => longest(foldCase(needle).split(/\P{ASCII}|s/u)));
  return pieces.includes("") ? [] : [...new Set(pieces)];
}

function longest(pieces: readonly string[]): string {
  return pieces.reduce((best, piece) => (piece.length > best.length ? piece : best), "");
}

function mint(source: string, pattern: string, flags: RegexFlags, compiled: RE2JS): CheckedRegex {
  const shape = regexShape(pattern);
  const ignoreCase = flags.ignoreCase || /\(\?[a-z]*i/.test(pattern);
  // The folded text is only asked for where there are needles: no further set without a first.
  const [needles = [], ...others] = [shape.needles, ...shape.others].map((set) => gates(set, ignoreCase)).filter((set) => set.length > 0);
  const native = flags.ignoreCase || flags.multiLine || flags.dotAll ? undefined : nativeRegex(pattern);
  const regex = {
    source,
    pattern,
    flags,
    needles,
    minLength: shape.minLength,
    // The gates come first: one published rule cost fifteen times all the others together before it had one.
    test(text: string, folded: string): boolean {
      if (text.length < shape.minLength) return false;
      if (needles.length > 0 && !needles.some((needle) => folded.includes(needle))) return false;
      for (const set of others) if (!set.some((needle) => folded.includes(needle))) return false;
      return native ? native.test(text) : compiled.test(text);
    },
    find(text: string): readonly [number, number] | undefined {
      const matcher = compiled.matcher(text);
      return matcher.find() ? [matcher.start(), matcher.end()] : undefined;
    },
  };
  return regex as typeof regex & Pick<CheckedRegex, typeof checked>;
}
