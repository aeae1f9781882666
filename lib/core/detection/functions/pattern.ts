import { foldCase } from "../ir/case.ts";
import { type LikePart, likeMatcher, likeSpans } from "../ir/like.ts";
import { type CheckedRegex, checkRegex } from "../ir/regex.ts";
import { type Datum, type FunctionDefinition, strict, textOf } from "./definition.ts";

function like(source: Datum | undefined, pattern: Datum | undefined, hasSingle: boolean, fold: boolean): Datum {
  const text = textOf(source);
  const glob = textOf(pattern);
  if (text === null || glob === null) return null;
  const runs = glob.match(hasSingle ? /[*?]|[^*?]+/g : /\*|[^*]+/g) ?? [];
  const parts = runs.map(
    (run): LikePart => (run === "*" ? { kind: "many" } : run === "?" && hasSingle ? { kind: "one" } : { kind: "text", text: run }),
  );
  return likeSpans(likeMatcher(parts, fold), fold ? foldCase(text) : text) !== undefined;
}

/** Patterns come from rules, which are few; a pattern computed from events must not fill the memory. */
const MOST_PATTERNS = 1_000;
const patterns = new Map<string, CheckedRegex | undefined>();

function compiled(pattern: string, fold: boolean): CheckedRegex | undefined {
  const key = `${fold}${pattern}`;
  if (!patterns.has(key)) {
    if (patterns.size >= MOST_PATTERNS) patterns.clear();
    const regex = checkRegex(pattern, `^(?:${pattern})`, { ignoreCase: fold, multiLine: false, dotAll: true });
    patterns.set(key, "code" in regex ? undefined : regex);
  }
  return patterns.get(key);
}

/** Patterns that are computed, or stand where no plain test can. */
export const PATTERN_FUNCTIONS: readonly FunctionDefinition[] = [
  strict({
    name: "like",
    signature: "like(source, pattern[, pattern…])",
    summary: "Whether a text is like one of the patterns, in which * stands for anything and ? for any character.",
    arity: [2, 1_000],
    run: ([source, ...patterns], fold) => patterns.some((pattern) => like(source, pattern, true, fold) === true),
    examples: [
      { args: ["net1.exe", "net?.exe"], gives: true },
      { args: ["net.exe", "net?.exe"], gives: false },
      { args: ["NET.exe", "x", "net*"], fold: true, gives: true },
    ],
  }),
  strict({
    name: "wildcard",
    signature: "wildcard(source, pattern[, pattern…])",
    summary: "Whether a text is like one of the patterns, in which * stands for anything.",
    arity: [2, 256],
    run: ([source, ...patterns], fold) => patterns.some((pattern) => like(source, pattern, false, fold) === true),
    examples: [
      { args: ["net.exe", "net*"], gives: true },
      { args: ["NET.exe", "net*"], gives: false },
      { args: ["NET.exe", "x", "net*"], fold: true, gives: true },
    ],
  }),
  strict({
    name: "match",
    signature: "match(source, regex[, regex…])",
    summary: "Whether a text starts with what one of the regular expressions (RE2) describes; one that is none matches nothing.",
    arity: [2, 256],
    run: ([source, ...patterns], fold) => {
      const text = textOf(source);
      return text === null ? null : patterns.some((pattern) => compiled(textOf(pattern) ?? "", fold)?.test(text, foldCase(text)) === true);
    },
    examples: [
      { args: ["foobar", "[a-z]{3}"], gives: true },
      { args: ["999", "[a-z]{3}", "9+"], gives: true },
      { args: ["FOO", "foo"], gives: false },
      { args: ["FOO", "foo"], fold: true, gives: true },
      { args: ["foo", "("], gives: false },
    ],
  }),
];
