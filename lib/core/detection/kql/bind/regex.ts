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
    const regex = RE2JS.compile(unicodeClasses(pattern), flags);
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
const INSIDE: { readonly [letter: string]: string } = {
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  w: "\\p{L}\\p{M}\\p{Nd}\\p{Pc}",
  s: "\\s\\x0b\\x{85}\\p{Z}",
};

function unicodeClasses(pattern: string): string {
  let out = "";
  let isInClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? "";
    if (c === "\\") {
      const next = pattern[i + 1] ?? "";
      out += (isInClass ? INSIDE[next] : OUTSIDE[next]) ?? punctuation(next);
      i++;
      continue;
    }
    if (isInClass && c === "]") isInClass = false;
    else if (!isInClass && c === "[") {
      isInClass = true;
      // A closing bracket first in a class is a member of it.
      const first = /^\[\^?\]?/.exec(pattern.slice(i))?.[0] ?? "[";
      out += first.endsWith("]") ? `${first.slice(0, -1)}\\]` : first;
      i += first.length - 1;
      continue;
    }
    out += c;
  }
  return out;
}

/** Rust lets any punctuation be escaped and rejects other unknown escapes, as RE2 does. */
function punctuation(next: string): string {
  if (next === "") return "\\";
  if (next === "/" || next === '"' || next === "'" || next === "<" || next === ">" || next === " ") return next;
  return `\\${next}`;
}
