import type { JsonCell } from "#core/detection/kql/run/print";

const WIDEST = 60;

/** Rows in aligned columns for people; long cells are cut with an ellipsis. */
export function textTable(columns: readonly string[], rows: readonly (readonly JsonCell[])[]): readonly string[] {
  const texts = rows.map((row) => columns.map((_, index) => cut(textOf(row[index] ?? null))));
  const widths = columns.map((name, index) => Math.max(name.length, ...texts.map((row) => (row[index] ?? "").length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(columns), line(widths.map((width) => "-".repeat(width))), ...texts.map(line)];
}

function textOf(value: JsonCell): string {
  const text = typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
  return text.replace(/\s+/g, " ");
}

function cut(text: string): string {
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}
