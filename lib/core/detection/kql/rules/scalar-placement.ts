import type { YamlScalar } from "../../yaml.ts";
import { positionOf } from "../syntax/refusal.ts";
import { below, type Placement } from "./query-rule.ts";

/**
 * Where the lines of a YAML text stand in its file. Of a literal block (`|`) every line is found again below the indicator; of a
 * text on one line the column is moved; of other forms (folded, with escapes) only the beginning is known.
 */
export function scalarPlacement(source: string, { text, offset, isVerbatim }: YamlScalar): Placement {
  const start = positionOf(source, offset);
  if (isVerbatim && !text.trimEnd().includes("\n")) {
    return (line, column) =>
      line === 1 ? { line: start.line, column: start.column + column - 1 } : { line: start.line, column: start.column };
  }
  const lines = source.split(/\r\n|\r|\n/);
  const wanted = text.split("\n");
  const firstText = wanted.findIndex((line) => line.trim() !== "");
  // The value of a block begins at its indicator or below it, after however many blank lines.
  for (let at = Math.max(0, start.line - 2); at < Math.min(lines.length, start.line + firstText + 3); at++) {
    const first = lines[at + firstText];
    const indent = first === undefined ? -1 : first.length - (wanted[firstText]?.length ?? 0);
    if (indent >= 0 && holds(lines, at, wanted, indent)) return below(at + 1, indent);
  }
  return () => start;
}

function holds(lines: readonly string[], at: number, wanted: readonly string[], indent: number): boolean {
  return wanted.every((line, i) => line.trim() === "" || (lines[at + i] ?? "").slice(indent) === line);
}
