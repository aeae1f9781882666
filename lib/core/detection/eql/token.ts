/** What is wrong with an EQL text, and at which index. Thrown inside this folder, never out of it. */
export class EqlFault extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** `end` is the index behind the token; `real` marks a number written with a point or an exponent, `unit` the letters behind a duration. */
export type Token =
  | { readonly kind: "word"; readonly text: string; readonly isQuoted: boolean; readonly at: number; readonly end: number }
  | { readonly kind: "string"; readonly text: string; readonly at: number; readonly end: number }
  | {
      readonly kind: "number";
      readonly text: string;
      readonly value: number;
      readonly isReal: boolean;
      readonly unit: string;
      readonly at: number;
      readonly end: number;
    }
  | { readonly kind: "symbol"; readonly text: string; readonly at: number; readonly end: number }
  | { readonly kind: "end"; readonly text: ""; readonly at: number; readonly end: number };

/** A published rule has at most a few thousand. */
const TOKENS = 100_000;

const BLANK = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const WORD = /[A-Za-z_@$][\w@$]*/y;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const SYMBOL = /==|!=|<=|>=|[=<>:~()[\].,|+\-*/%!?]/y;

/** Divides an EQL text into tokens; the last is always of kind `end`. Throws EqlFault. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += length(BLANK, text, at);
    if (at >= text.length) break;
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.end;
    if (tokens.length > TOKENS) throw new EqlFault("query-too-long", `the query has more than ${TOKENS} words`, at);
  }
  return [...tokens, { kind: "end", text: "", at: text.length, end: text.length }];
}

function length(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function tokenAt(text: string, at: number): Token {
  if (text.startsWith("/*", at)) throw new EqlFault("unclosed-comment", "this comment is never closed", at);
  if (text.startsWith('"""', at)) return rawToken(text, at, at + 3, '"""');
  const character = text[at] ?? "";
  if (character === '"' || character === "'") return quotedToken(text, at, character);
  const next = text[at + 1];
  if (character === "?" && (next === '"' || next === "'")) return rawToken(text, at, at + 2, next);
  if (character === "`") return backQuoted(text, at);
  const word = length(WORD, text, at);
  if (word > 0) return { kind: "word", text: text.slice(at, at + word), isQuoted: false, at, end: at + word };
  const digits = length(NUMBER, text, at);
  if (digits > 0) return numberToken(text, at, at + digits);
  const symbol = length(SYMBOL, text, at);
  if (symbol > 0) return { kind: "symbol", text: text.slice(at, at + symbol), at, end: at + symbol };
  throw new EqlFault("bad-character", `"${String.fromCodePoint(text.codePointAt(at) ?? 0)}" means nothing here`, at);
}

/** Letters right behind a number are a unit of time: `500ms`. */
function numberToken(text: string, at: number, digitsEnd: number): Token {
  const end = digitsEnd + length(WORD, text, digitsEnd);
  const digits = text.slice(at, digitsEnd);
  return {
    kind: "number",
    text: text.slice(at, end),
    value: Number(digits),
    isReal: /[.eE]/.test(digits),
    unit: text.slice(digitsEnd, end),
    at,
    end,
  };
}

/** A raw string ends at the first closing quote, except that three quotes may be preceded by up to two that belong to the text. */
function rawToken(text: string, at: number, from: number, quote: string): Token {
  let end = text.indexOf(quote, from);
  if (end < 0) throw new EqlFault("unclosed-string", "this string is never closed", at);
  while (quote.length === 3 && text[end + 3] === '"') end++;
  return { kind: "string", text: text.slice(from, end), at, end: end + quote.length };
}

function backQuoted(text: string, at: number): Token {
  let name = "";
  for (let i = at + 1; i < text.length && text[i] !== "\n"; i++) {
    if (text[i] !== "`") name += text[i];
    else if (text[i + 1] === "`") name += text[++i];
    else return { kind: "word", text: name, isQuoted: true, at, end: i + 1 };
  }
  throw new EqlFault("unclosed-name", "this quoted name is never closed", at);
}

const ESCAPES: { readonly [letter: string]: string } = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  '"': '"',
  "'": "'",
  "\\": "\\",
};

function quotedToken(text: string, at: number, quote: string): Token {
  let value = "";
  for (let i = at + 1; i < text.length; i++) {
    const character = text[i] ?? "";
    if (character === quote) return { kind: "string", text: value, at, end: i + 1 };
    if (character === "\n" || character === "\r") break;
    if (character !== "\\") {
      value += character;
      continue;
    }
    const letter = text[++i] ?? "";
    const plain = ESCAPES[letter];
    if (plain !== undefined) value += plain;
    else if (letter === "u") {
      const [character, end] = unicodeEscape(text, i);
      value += character;
      i = end;
    } else throw new EqlFault("bad-escape", `"\\${letter}" is no escape: write "\\\\" for a backslash, or a """raw string"""`, i - 1);
  }
  throw new EqlFault("unclosed-string", "this string is never closed on its line", at);
}

/** `\u{2 to 8 hexadecimal digits}`; `at` is at the u. Gives the character and the index of the closing brace. */
function unicodeEscape(text: string, at: number): readonly [string, number] {
  const match = /^\{([0-9a-fA-F]{2,8})\}/.exec(text.slice(at + 1, at + 11));
  const code = Number.parseInt(match?.[1] ?? "", 16);
  const isCharacter = match && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  if (!isCharacter)
    throw new EqlFault("bad-escape", "a character is written as \\u{200f}: 2 to 8 hexadecimal digits of a Unicode character", at - 1);
  return [String.fromCodePoint(code), at + match[0].length];
}
