import { type CheckedRegex, checkRegex, type RegexFlags, type RegexRefusal } from "../ir/regex.ts";

/** `at` is the index in the pattern where the trouble starts. */
export type SigmaRegexFault = { readonly code: "unsupported-regex" | RegexRefusal["code"]; readonly message: string; readonly at: number };

/** Constructs of PCRE (the dialect the Sigma specification names) that a linear-time engine cannot have. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/^\(\?<?[=!]/, "lookaround"],
  [/^\(\?>/, "an atomic group"],
  [/^\(\?\|/, "a branch reset group"],
  [/^\(\?(?:R|[+-]?\d|&|P>|\()/, "recursion or a condition"],
  [/^\(\?[a-z-]*x/, "the extended flag x"],
  [/^\(\*/, "a backtracking verb"],
  [/^\\(?:[1-9]|[gk][{<'\d])/, "a backreference"],
  [/^\\[KGXRNC]/, "this escape"],
  [/^(?:[*+?]|\{\d+(?:,\d*)?\})\+/, "a possessive quantifier"],
];

/** Escapes PCRE knows and RE2 spells otherwise. */
const OUTSIDE_CLASS: { readonly [sequence: string]: string } = { "\\Z": "(?:\\n?\\z)", "\\h": "[\\t\\x{20}\\x{a0}]", "\\e": "\\x1b" };
const INSIDE_CLASS: { readonly [sequence: string]: string } = { "\\h": "\\t\\x{20}\\x{a0}", "\\e": "\\x1b", "\\b": "\\x08" };

/** Reads a PCRE pattern as a linear-time regex with the same matches, or says which construct has none. */
export function sigmaRegex(source: string, flags: RegexFlags): CheckedRegex | SigmaRegexFault {
  const translated = translate(source, flags.multiLine || /\(\?[a-z]*m/.test(source));
  if (typeof translated !== "string") return translated;
  const regex = checkRegex(source, translated, flags);
  return "code" in regex ? { ...regex, at: 0 } : regex;
}

function translate(source: string, multiLine: boolean): string | SigmaRegexFault {
  let result = "";
  let inClass = false;
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at, at + 64);
    const foreign = inClass ? undefined : UNSUPPORTED.find(([pattern]) => pattern.test(rest));
    if (foreign)
      return {
        code: "unsupported-regex",
        message: `${foreign[1]} (${JSON.stringify(rest.slice(0, 8))}) has no linear-time equivalent`,
        at,
      };
    const [piece, length] = inClass ? classPiece(rest) : outsidePiece(rest, multiLine);
    if (inClass && rest[0] === "]") inClass = false;
    else if (!inClass && rest[0] === "[") inClass = true;
    result += piece;
    at += length;
  }
  return result;
}

/** The next piece of the pattern in RE2's spelling, and how many characters of the source it stands for. */
function outsidePiece(rest: string, multiLine: boolean): readonly [string, number] {
  const comment = /^\(\?#[^)]*\)/.exec(rest);
  if (comment) return ["", comment[0].length];
  // PCRE's `$` also holds before a final line break; RE2's does not.
  if (rest.startsWith("$")) return [multiLine ? "$" : "(?:\\n?\\z)", 1];
  const open = /^\[\^?\]?/.exec(rest);
  if (open) return [open[0].endsWith("]") ? `${open[0].slice(0, -1)}\\]` : open[0], open[0].length];
  return escapePiece(rest, OUTSIDE_CLASS);
}

function classPiece(rest: string): readonly [string, number] {
  const named = /^\[:\^?\w+:\]/.exec(rest);
  if (named) return [named[0], named[0].length];
  if (rest.startsWith("[")) return ["\\[", 1];
  // PCRE reads `[\w-.]` as three members; RE2 wants the lone dash escaped.
  const dash = /^(\\[dDwWsS])-/.exec(rest);
  if (dash) return [`${dash[1]}\\-`, dash[0].length];
  return escapePiece(rest, INSIDE_CLASS);
}

function escapePiece(rest: string, table: { readonly [sequence: string]: string }): readonly [string, number] {
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (character !== "\\" || rest.length === 1) return [character, character.length];
  const next = String.fromCodePoint(rest.codePointAt(1) ?? 0);
  const known = table[`\\${next}`];
  if (known !== undefined) return [known, 2];
  // Letters and digits pass as they are: RE2 refuses those it does not know. Before anything else a backslash means the character itself.
  if (/[0-9A-Za-z]/.test(next)) return [`\\${next}`, 2];
  return [/[\x21-\x7e]/.test(next) && next !== "_" ? `\\${next}` : next, 1 + next.length];
}
