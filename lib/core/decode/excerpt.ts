import { asBuffer } from "./byte-window.ts";

const EXCERPT_CHARACTERS = 200;
/** Controls, lone surrogates, and the separators and direction marks that make a line show as something else. */
const UNPRINTABLE = /[\p{Cc}\p{Surrogate}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The first 200 characters of a broken record, safe to print: control characters, NUL and lone surrogates escaped. */
export function excerpt(bytes: Uint8Array): string {
  return printable(asBuffer(bytes).toString("utf8", 0, EXCERPT_CHARACTERS * 4));
}

/** As `excerpt`, of text that is already decoded. At most 200 characters, escapes included. */
export function printable(text: string): string {
  return text.slice(0, EXCERPT_CHARACTERS).replace(UNPRINTABLE, escapeOf).slice(0, EXCERPT_CHARACTERS);
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
