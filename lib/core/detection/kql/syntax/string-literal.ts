import { KqlRefusal } from "./refusal.ts";

const SIMPLE: { readonly [letter: string]: string } = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
  "\\": "\\",
  '"': '"',
  "'": "'",
};
const HEX_LENGTH: { readonly [letter: string]: number } = { u: 4, U: 8, x: 2 };

/**
 * Reads the string literal that starts at `at` with `opening` (`"`, `@'`, `h@"`, three back-ticks, …). An obfuscated
 * literal (`h`) has the same value. https://learn.microsoft.com/kusto/query/scalar-data-types/string
 */
export function readString(text: string, at: number, opening: string): { readonly value: string; readonly end: number } {
  const fence = /```|~~~/.exec(opening)?.[0];
  if (fence) {
    const from = at + opening.length;
    const close = text.indexOf(fence, from);
    if (close < 0) throw new KqlRefusal("bad-literal", "this multi-line string is not closed", at);
    return { value: text.slice(from, close), end: close + fence.length };
  }
  const quote = opening.at(-1) ?? '"';
  return opening.includes("@") ? verbatim(text, at, at + opening.length, quote) : escaped(text, at, at + opening.length, quote);
}

function verbatim(text: string, at: number, from: number, quote: string): { readonly value: string; readonly end: number } {
  let value = "";
  for (let i = from; i < text.length; i++) {
    const c = text[i] ?? "";
    if (c !== quote) value += c;
    else if (text[i + 1] === quote) {
      value += quote;
      i++;
    } else return { value, end: i + 1 };
  }
  throw new KqlRefusal("bad-literal", "this string is not closed", at);
}

function escaped(text: string, at: number, from: number, quote: string): { readonly value: string; readonly end: number } {
  let value = "";
  for (let i = from; i < text.length; i++) {
    const c = text[i] ?? "";
    if (c === quote) return { value, end: i + 1 };
    if (c === "\n") break;
    if (c !== "\\") {
      value += c;
      continue;
    }
    const { unit, length } = escapeAt(text, i);
    value += unit;
    i += length - 1;
  }
  throw new KqlRefusal("bad-literal", "this string is not closed on its line", at);
}

function escapeAt(text: string, at: number): { readonly unit: string; readonly length: number } {
  const letter = text[at + 1] ?? "";
  const digits = HEX_LENGTH[letter];
  if (digits !== undefined) {
    const hex = text.slice(at + 2, at + 2 + digits);
    const code = Number.parseInt(hex, 16);
    if (hex.length === digits && /^[0-9a-fA-F]+$/.test(hex) && code <= 0x10ffff)
      return { unit: String.fromCodePoint(code), length: 2 + digits };
  }
  const octal = /^[0-3]?[0-7]{1,2}/.exec(text.slice(at + 1, at + 4));
  if (octal) return { unit: String.fromCharCode(Number.parseInt(octal[0], 8)), length: 1 + octal[0].length };
  const simple = SIMPLE[letter];
  if (simple !== undefined) return { unit: simple, length: 2 };
  throw new KqlRefusal("bad-literal", `\\${letter} is no escape; write \\\\${letter}, or a verbatim string @"…"`, at);
}
