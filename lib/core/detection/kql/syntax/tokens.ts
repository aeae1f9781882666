import { KqlRefusal } from "./refusal.ts";
import { readString } from "./string-literal.ts";

/** `typed`: `datetime(2024-01-01)`, where the parentheses hold text of its own grammar. `value` is the decoded text. */
export interface Token {
  readonly kind: "name" | "string" | "long" | "real" | "timespan" | "typed" | "punct" | "end";
  readonly text: string;
  readonly value: string;
  readonly at: number;
  readonly end: number;
}

const TYPED = /(datetime|date|timespan|time|guid|int|long|real|double|decimal|bool)[ \t]*\(([^()"']*|\s*"[^"]*"\s*|\s*'[^']*'\s*)\)/y;
const NAME = /[A-Za-z_$][A-Za-z0-9_$]*/y;
/** A name may begin with digits; a number with a unit, an exponent or 0x is none. */
const DIGITS_FIRST = /\d+(?![eE](?:[+-]\d|\d+(?!\w)))[A-Za-z_]\w*/y;
const HEXADECIMAL = /0[xX][0-9a-fA-F]+(?!\w)/y;
const NEGATED = /!(?:in~|[a-z_]+)/y;
const NUMBER = /0[xX][0-9a-fA-F]+|\d+(?:\.(?!\.)\d*)?(?:[eE][+-]?\d+)?/y;
const UNIT =
  /(?:microseconds?|milliseconds?|ticks?|seconds?|minutes?|hours?|days?|micros?|millis?|sec|min|hr|hrs|ms|d|h|m|s)(?![A-Za-z0-9_])/y;
const TIMESPAN = new RegExp(`\\d+${UNIT.source}`, "y");
const STRING_START = /[hH]?@?(?:["']|```|~~~)/y;
const PUNCT = /==|=~|=>|!=|!~|<=|>=|<>|\.\.|[-+*/%<>=(),;:|.[\]{}~?]/y;
const SPACE = /(?:\s|\uFEFF|\/\/[^\n]*)+/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * Splits a query into tokens, comments dropped. Hyphenated operator names (`mv-expand`) stay separate tokens.
 * Errors: KqlRefusal `bad-literal` or `syntax` at the character. Grammar: https://learn.microsoft.com/kusto/query/
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: Token["kind"], end: number, value?: string) => {
    const raw = text.slice(at, end);
    tokens.push({ kind, text: raw, value: value ?? raw, at, end });
    at = end;
  };
  for (;;) {
    at += match(SPACE, text, at)?.[0].length ?? 0;
    if (at >= text.length) break;
    const start = match(STRING_START, text, at);
    if (start) {
      const literal = readString(text, at, start[0]);
      push("string", literal.end, literal.value);
      continue;
    }
    const typed = match(TYPED, text, at);
    if (typed && !isMember(tokens)) {
      push("typed", at + typed[0].length, (typed[2] ?? "").trim().replace(/^(["'])(.*)\1$/s, "$2"));
      continue;
    }
    const name = match(NAME, text, at);
    if (name) {
      const folds = /^(in)$/i.test(name[0]) && text[at + name[0].length] === "~";
      push("name", at + name[0].length + (folds ? 1 : 0));
      continue;
    }
    if (/\d/.test(text[at] ?? "")) {
      const digits = match(DIGITS_FIRST, text, at);
      if (digits && !match(TIMESPAN, text, at) && !match(HEXADECIMAL, text, at)) {
        push("name", at + digits[0].length);
        continue;
      }
      const end = at + (match(NUMBER, text, at)?.[0].length ?? 1);
      const unit = match(UNIT, text, end);
      if (unit) push("timespan", end + unit[0].length);
      else if (/[A-Za-z_]/.test(text[end] ?? "")) throw badNumber(text, at);
      else push(/^0[xX]|^\d+$/.test(text.slice(at, end)) ? "long" : "real", end);
      continue;
    }
    const negated = match(NEGATED, text, at);
    if (negated) {
      push("name", at + negated[0].length);
      continue;
    }
    const punct = match(PUNCT, text, at);
    if (!punct) throw new KqlRefusal("syntax", `unexpected character ${JSON.stringify(text[at])}`, at);
    push("punct", at + punct[0].length);
  }
  tokens.push({ kind: "end", text: "", value: "", at: text.length, end: text.length });
  return tokens;
}

function badNumber(text: string, at: number): KqlRefusal {
  const word = /^[\w.]+/.exec(text.slice(at, at + 40))?.[0] ?? "";
  return new KqlRefusal("bad-literal", `${word} is neither a number nor a timespan`, at);
}

/** After a dot, `time(` would be a member, not a literal. */
function isMember(tokens: readonly Token[]): boolean {
  return tokens.at(-1)?.text === ".";
}
