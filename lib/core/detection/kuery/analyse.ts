import type { FieldRef } from "../../event/field.ts";
import { type Expr, FALSE } from "../ir/expr.ts";
import type { LikePattern } from "../ir/like.ts";
import { type CheckedRegex, checkRegex } from "../ir/regex.ts";
import { KueryFault } from "./ast.ts";

/**
 * How a text is cut into words. `standard` is Lucene's (Unicode text segmentation: a dot or a colon inside letters does not part
 * them, so `cmd.exe` is one word); `powershell` is the pattern of Elastic's windows integration, everything but letters,
 * digits, `_` and `-` parts. Words are compared without case.
 */
export type Analyser = "standard" | "powershell";

/** The words of a text, folded. */
export function wordsOf(text: string, analyser: Analyser): readonly string[] {
  const words = analyser === "powershell" ? text.match(/[A-Za-z0-9_-]+/g) : text.match(STANDARD_WORD);
  return (words ?? []).map((word) => word.toLowerCase());
}

const STANDARD_WORD = /[\p{L}\p{M}\p{N}_]+(?:(?:(?<=\p{L})[.':](?=\p{L})|(?<=\p{N})[.,;'](?=\p{N}))[\p{L}\p{M}\p{N}_]+)*/gu;

/** The words of a value, one behind the other, somewhere in the field (`match_phrase`). A value without words matches nothing. */
export function phraseTest(field: FieldRef, text: string, analyser: Analyser, at: number): Expr {
  const words = wordsOf(text, analyser);
  return words.length === 0 ? FALSE : runOf(field, words.map(escaped), words, text, analyser, at);
}

/** Any word of a value somewhere in the field (`match`). */
export function anyWordTest(field: FieldRef, text: string, analyser: Analyser, at: number): Expr {
  const words = [...new Set(wordsOf(text, analyser))];
  return { kind: "or", args: words.map((word) => runOf(field, [escaped(word)], [word], word, analyser, at)) };
}

/** A word of the field that is like a pattern; a pattern with what is in no word matches nothing. */
export function wordPatternTest(field: FieldRef, pattern: LikePattern, analyser: Analyser, at: number): Expr {
  const runs = splitAtBlanks(pattern);
  return { kind: "or", args: runs.map((run) => onePatternTest(field, run, analyser, at)) };
}

function onePatternTest(field: FieldRef, pattern: LikePattern, analyser: Analyser, at: number): Expr {
  const texts = pattern.flatMap((part) => (part.kind === "text" ? [part.text] : []));
  if (texts.some((text) => !IN_WORD[analyser].test(text))) return FALSE;
  if (texts.length === 0) return { kind: "test", subject: { from: "field", field }, test: { op: "present" }, path: ":" };
  const within = `${MEMBER[analyser]}*`;
  const word = pattern.map((part) => (part.kind === "text" ? escaped(part.text.toLowerCase()) : within)).join("");
  return runOf(field, [word], texts, pattern.map((part) => (part.kind === "text" ? part.text : "*")).join(""), analyser, at);
}

function splitAtBlanks(pattern: LikePattern): readonly LikePattern[] {
  const runs: LikePattern[number][][] = [[]];
  for (const part of pattern) {
    const pieces = part.kind === "text" ? part.text.split(/\s+/) : [undefined];
    for (const [at, text] of pieces.entries()) {
      if (at > 0) runs.push([]);
      if (text === undefined) runs.at(-1)?.push(part);
      else if (text !== "") runs.at(-1)?.push({ kind: "text", text });
    }
  }
  return runs.filter((run) => run.length > 0);
}

const IN_WORD: { readonly [A in Analyser]: RegExp } = { standard: /^[\p{L}\p{M}\p{N}_.':,;]*$/u, powershell: /^[A-Za-z0-9_-]*$/ };
const MEMBER: { readonly [A in Analyser]: string } = { standard: "[\\p{L}\\p{M}\\p{N}_.':]", powershell: "[A-Za-z0-9_-]" };

/** What stands before, between and behind words. A dot or colon parts them unless letters stand on both its sides. */
const EDGES: { readonly [A in Analyser]: { readonly before: string; readonly between: string; readonly after: string } } = {
  powershell: { before: "(?:^|[^A-Za-z0-9_-])", between: "[^A-Za-z0-9_-]+", after: "(?:$|[^A-Za-z0-9_-])" },
  standard: {
    before: "(?:^|[^\\p{L}\\p{M}\\p{N}_.':]|(?:^|[^\\p{L}\\p{M}\\p{N}_])[.':])",
    between: "(?:[^\\p{L}\\p{M}\\p{N}_]{2,}|[^\\p{L}\\p{M}\\p{N}_.':])",
    after: "(?:$|[^\\p{L}\\p{M}\\p{N}_.':]|[.':](?:$|[^\\p{L}\\p{M}\\p{N}_]))",
  },
};

/** The regex decides; the longest text of it is asked for first, which costs nearly nothing and tells the index what to look for. */
function runOf(
  field: FieldRef,
  patterns: readonly string[],
  texts: readonly string[],
  source: string,
  analyser: Analyser,
  at: number,
): Expr {
  const { before, between, after } = EDGES[analyser];
  const regex = checked(source, `${before}${patterns.join(between)}${after}`, at);
  const needle = texts.reduce((best, text) => (text.length > best.length ? text : best), "");
  const subject = { from: "field", field } as const;
  const word: Expr = { kind: "test", subject, test: { op: "regex", regex }, path: ":" };
  if (needle === "") return word;
  return { kind: "and", args: [{ kind: "test", subject, test: { op: "contains", needle, fold: true }, path: ":" }, word] };
}

function checked(source: string, pattern: string, at: number): CheckedRegex {
  const regex = checkRegex(source, pattern, { ignoreCase: true, multiLine: false, dotAll: true });
  if ("code" in regex) throw new KueryFault(regex.code, regex.message, at);
  return regex;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}-]/g, "\\$&");
}
