import type { JsonCell } from "#core/detection/kql/run/print";

/** A text that a spreadsheet would take for a formula, in wide letters too (OWASP, "CSV Injection"); negative numbers are not texts. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * One line of CSV (RFC 4180) with its end. Texts that would run as formulas get an apostrophe before them: command lines in a result
 * are written by whoever is being hunted. Null and the empty text are both empty.
 */
export function csvLine(cells: readonly JsonCell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: JsonCell): string {
  if (cell === null) return "";
  if (typeof cell === "number" || typeof cell === "boolean") return String(cell);
  const text = typeof cell === "string" ? cell : JSON.stringify(cell);
  const safe = FORMULA.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A row by its columns' names; of two columns of one name the second is called `name_2`. */
export function rowObject(names: readonly string[], cells: readonly JsonCell[]): { readonly [name: string]: JsonCell } {
  const entries = new Map<string, JsonCell>();
  names.forEach((name, index) => {
    let own = name;
    for (let again = 2; entries.has(own); again++) own = `${name}_${again}`;
    entries.set(own, cells[index] ?? null);
  });
  return Object.fromEntries(entries);
}
