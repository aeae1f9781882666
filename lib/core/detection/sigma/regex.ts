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

/** What pieces of a pattern stand for NUL, which decoding takes out of every text (`clean-text.ts`). */
const NUL = /^(?:\0|\\x00|\\x\{0+\}|\\0{1,3}(?![0-7]))/;
/** A class with NUL and something else in it: of the two only the other can be found. */
const MIXED_CLASS = /\[\^?(?:[^\]\\]|\\.)*(?:\0|\\x00|\\x\{0+\}|\\0(?![0-7]))(?:[^\]\\]|\\.)*\]/;

/** Where in a pattern a class asks for NUL among other characters; -1 when none does. */
export function nulInClass(source: string): number {
  const found = MIXED_CLASS.exec(source);
  return found && !NUL_CLASS.test(found[0]) ? found.index : -1;
}

/** A class with nothing but NUL in it. */
const NUL_CLASS = /^\[(\^?)(?:\0|\\x00|\\x\{0+\}|\\0{1,3}(?![0-7]))+\]/;

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
    else if (!inClass && rest[0] === "[" && !NUL_CLASS.test(rest)) inClass = true;
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
  // Where a NUL was there is nothing left: it is matched as nothing, and any other character as any character.
  const nul = NUL.exec(rest);
  if (nul) return ["(?:)", nul[0].length];
  const nuls = NUL_CLASS.exec(rest);
  if (nuls) return [nuls[1] === "^" ? "[\\s\\S]" : "(?:)", nuls[0].length];
  const open = /^\[\^?\]?/.exec(rest);
  if (open) return [open[0].endsWith("]") ? `${open[0].slice(0, -1)}\\]` : open[0], open[0].length];
  return escapePiece(rest, OUTSIDE_CLASS);
}

function classPiece(rest: string): readonly [string, number] {
  const nul = NUL.exec(rest);
  // The beginning of a range stays: its other characters are there.
  if (nul && rest[nul[0].length] !== "-") return ["", nul[0].length];
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
