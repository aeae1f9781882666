import { RE2JS, RE2JSException } from "re2js";
import { REGEX_LIMITS } from "../../ir/regex.ts";
import { KqlRefusal } from "../syntax/refusal.ts";

const CACHE = 500;
const compiled = new Map<string, RE2JS>();

/**
 * Compiles a Kusto regex. Kusto documents the syntax of Rust's regex crate: RE2's, with classes that know Unicode, which RE2 has
 * to be told. https://learn.microsoft.com/kusto/query/regex
 */
export function kqlRegex(pattern: string, at: number, flags = 0): RE2JS {
  const key = `${flags}:${pattern}`;
  const known = compiled.get(key);
  if (known) return known;
  if (pattern.length > REGEX_LIMITS.patternLength) throw new KqlRefusal("bad-regex", `this regex has ${pattern.length} characters`, at);
  try {
    const regex = RE2JS.compile(unicodeClasses(pattern, at), flags);
    if (regex.programSize() > REGEX_LIMITS.programSize) throw new KqlRefusal("bad-regex", "this regex compiles to too many steps", at);
    if (compiled.size >= CACHE) compiled.clear();
    compiled.set(key, regex);
    return regex;
  } catch (error) {
    if (error instanceof RE2JSException || error instanceof RangeError)
      throw new KqlRefusal("bad-regex", `bad regex: ${error.message}`, at);
    throw error;
  }
}

const OUTSIDE: { readonly [letter: string]: string } = {
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  w: "[\\p{L}\\p{M}\\p{Nd}\\p{Pc}]",
  W: "[^\\p{L}\\p{M}\\p{Nd}\\p{Pc}]",
  s: "[\\s\\x0b\\x{85}\\p{Z}]",
  S: "[^\\s\\x0b\\x{85}\\p{Z}]",
};
/** In a class there is no complement of several: what is left is spelt out. */
const INSIDE: { readonly [letter: string]: string } = {
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  w: "\\p{L}\\p{M}\\p{Nd}\\p{Pc}",
  W: "\\p{Z}\\p{S}\\p{C}\\p{Nl}\\p{No}\\p{Pd}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{Po}",
  s: "\\s\\x0b\\x{85}\\p{Z}",
  S: "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}\\p{Co}\\x00-\\x08\\x0e-\\x1f\\x7f-\\x{84}\\x{86}-\\x{9f}",
};

/** `\u0041`, `\u{41}`, `\U00000041`, `\U{41}`: RE2 spells a code point `\x{41}`. */
const CODE_POINT = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[uU]\{([0-9a-fA-F]{1,6})\})/;

function unicodeClasses(pattern: string, at: number): string {
  let out = "";
  let isInClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? "";
    if (c === "\\") {
      const point = CODE_POINT.exec(pattern.slice(i + 1, i + 12));
      if (point) {
        out += `\\x{${(point[1] ?? point[2] ?? point[3] ?? "").replace(/^0+(?=.)/, "")}}`;
        i += point[0].length;
        continue;
      }
      const next = pattern[i + 1] ?? "";
      if (next === "<" || next === ">") {
        throw unsupported(`\\${next} is the edge of a word, not the character ${next}`, at);
      }
      out += (isInClass ? INSIDE[next] : OUTSIDE[next]) ?? punctuation(next);
      i++;
      continue;
    }
    if (isInClass) {
      // Rust combines classes by these; RE2 would take them for characters.
      const pair = pattern.slice(i, i + 2);
      if (pair === "&&" || pair === "--" || pair === "~~") throw unsupported(`${pair} combines classes`, at);
      if (c === "[" && pattern[i + 1] !== ":") throw unsupported("[ in a class begins another; the character is \\[", at);
      const named = c === "[" ? /^\[:\^?\w+:\]/.exec(pattern.slice(i))?.[0] : undefined;
      if (named !== undefined) {
        out += named;
        i += named.length - 1;
        continue;
      }
      if (c === "]") isInClass = false;
    } else if (c === "[") {
      isInClass = true;
      // A closing bracket first in a class is a member of it, and so are hyphens.
      const first = /^\[\^?(?:\]|-+)?/.exec(pattern.slice(i))?.[0] ?? "[";
      out += first.endsWith("]") ? `${first.slice(0, -1)}\\]` : first;
      i += first.length - 1;
      continue;
    }
    out += c;
  }
  return out;
}

function unsupported(what: string, at: number): KqlRefusal {
  return new KqlRefusal("bad-regex", `this regex is not supported: ${what}`, at);
}

/** Rust lets any punctuation be escaped and rejects other unknown escapes, as RE2 does. */
function punctuation(next: string): string {
  if (next === "") return "\\";
  if (next === "/" || next === '"' || next === "'" || next === " ") return next;
  return `\\${next}`;
}
