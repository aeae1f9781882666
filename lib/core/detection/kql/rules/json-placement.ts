import { positionOf } from "../syntax/refusal.ts";
import type { Placement } from "./query-rule.ts";

/** Offsets of the string values of a key in a JSON text, each at its opening quote. The text must be JSON. */
export function stringValues(source: string, key: string): readonly number[] {
  // Inside a string a quote is escaped, so that this finds keys only.
  return [...source.matchAll(new RegExp(`(?<!\\\\)"${key}"\\s*:\\s*"`, "g"))].map((match) => match.index + match[0].length - 1);
}

/** Where the lines of a string stand in its JSON: an escape takes more places than the character it stands for. */
export function jsonPlacement(source: string, quote: number): Placement {
  return (line, column) => {
    let at = quote + 1;
    let row = 1;
    let place = 1;
    while (source[at] !== undefined && source[at] !== '"' && (row < line || (row === line && place < column))) {
      const isBreak = source.startsWith("\\n", at);
      row += isBreak ? 1 : 0;
      place = isBreak ? 1 : place + 1;
      at += source[at] !== "\\" ? 1 : source[at + 1] === "u" ? 6 : 2;
    }
    return positionOf(source, Math.min(at, source.length));
  };
}
