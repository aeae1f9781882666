import { foldCase } from "../../ir/case.ts";

const ALNUM = /[\p{L}\p{N}]/u;

/** Whether the character that ends before, or starts at, an offset is a letter or digit of any script. */
function isTermCharacter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  if (code >= 0xdc00 && code <= 0xdfff) return ALNUM.test(text.slice(at - 1, at + 1));
  if (code >= 0xd800 && code <= 0xdbff) return ALNUM.test(text.slice(at, at + 2));
  return ALNUM.test(text[at] ?? "");
}

/**
 * Whether a term occurs: at a place where the characters around it are no letters or digits, as far as its own ends are.
 * `start` and `end` say which ends count (`hasprefix` only the start). Both texts folded already, or neither.
 */
export function hasTerm(text: string, term: string, start: boolean, end: boolean): boolean {
  if (term === "") return true;
  const guardStart = start && isTermCharacter(term, 0);
  const guardEnd = end && isTermCharacter(term, term.length - 1);
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
    const after = at + term.length;
    const startsWell = !guardStart || at === 0 || !isTermCharacter(text, at - 1);
    if (startsWell && (!guardEnd || after === text.length || !isTermCharacter(text, after))) return true;
  }
  return false;
}

export type TextTest = (text: string, needle: string) => boolean;

/** The word operators without `!` and `_cs`. */
export const TEXT_TESTS: { readonly [op: string]: TextTest } = {
  has: (text, needle) => hasTerm(text, needle, true, true),
  hasprefix: (text, needle) => hasTerm(text, needle, true, false),
  hassuffix: (text, needle) => hasTerm(text, needle, false, true),
  contains: (text, needle) => text.includes(needle),
  startswith: (text, needle) => text.startsWith(needle),
  endswith: (text, needle) => text.endsWith(needle),
};

export interface TextOperator {
  readonly test: TextTest;
  readonly negated: boolean;
  readonly cased: boolean;
}

export function textOperator(op: string): TextOperator | undefined {
  const negated = op.startsWith("!");
  const cased = op.endsWith("_cs");
  const test = TEXT_TESTS[op.replace(/^!/, "").replace(/_cs$/, "")];
  return test && { test, negated, cased };
}

export const fold = foldCase;
