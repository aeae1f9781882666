import type { Diagnostic } from "../diagnostic.ts";
import type { YamlScalar } from "../yaml.ts";

/** Collects what is wrong with one rule text, each with its place. */
export interface Report {
  error(code: string, message: string, offset: number): void;
  warning(code: string, message: string, offset: number): void;
  readonly diagnostics: readonly Diagnostic[];
  readonly hasErrors: boolean;
}

/** Diagnostics a text can have before the rest is left out: a thousand of them help nobody. */
const MOST = 100;

export function createReport(places: (offset: number) => Place): Report {
  const diagnostics: Diagnostic[] = [];
  let hasErrors = false;
  const add = (severity: Diagnostic["severity"], code: string, message: string, offset: number) => {
    if (severity === "error") hasErrors = true;
    if (diagnostics.length < MOST) diagnostics.push({ severity, code, message, ...places(offset) });
  };
  return {
    error: (code, message, offset) => add("error", code, message, offset),
    warning: (code, message, offset) => add("warning", code, message, offset),
    diagnostics,
    get hasErrors() {
      return hasErrors;
    },
  };
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Turns an offset into a 1-based line and column (UTF-16 units) of a text. */
export function placesOf(text: string): (offset: number) => Place {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    const at = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** Where the character at `index` of a scalar stands; the scalar's start when it is quoted or folded out of shape. */
export function within(scalar: YamlScalar, index: number): number {
  return scalar.isVerbatim ? scalar.offset + index : scalar.offset;
}
