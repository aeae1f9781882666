import { RowScan } from "../csv/row-scan.ts";

const SEPARATORS = [",", ";", "\t"] as const;
const MAX_ROWS = 20;
/** A column name as tools write them: words, perhaps with unit or path; no sentence. */
const NAME = /^[\p{L}_@$#][\p{L}\p{N} _.:@$#()/[\]%&+-]{0,99}$/u;
const ONE_WORD = /^[\p{L}_@$#][\p{L}\p{N}_.:@$#()/[\]%+-]*$/u;

/**
 * The separator (as a byte) when the text is a table with a header row, else undefined. A header of single words is
 * enough; names with spaces need a row with as many fields, since prose has commas too.
 */
export function csvSeparator(text: string): number | undefined {
  const bytes = Buffer.from(text.replace(/^\ufeff/, ""), "utf8");
  let best: { readonly separator: number; readonly columns: number } | undefined;
  for (const character of SEPARATORS) {
    const separator = character.charCodeAt(0);
    const columns = columnCount(bytes, separator);
    if (columns > (best?.columns ?? 1)) best = { separator, columns };
  }
  return best?.separator;
}

function columnCount(bytes: Buffer, separator: number): number {
  let start = 0;
  let columns = 0;
  for (let n = 0; n < MAX_ROWS && start < bytes.length; n += 1) {
    const scan = new RowScan(separator).scan(bytes, start, bytes.length, true);
    if (scan.kind !== "row") break;
    start = scan.next;
    const names = scan.fields.map((field) => field.trim());
    if (names.length === 1 && names[0] === "") continue;
    if (columns > 0 && names.length === columns) return columns;
    if (columns > 0) continue;
    const named = names.filter((name) => NAME.test(name)).length;
    if (names.length < 2 || named === 0 || names.some((name) => name !== "" && !NAME.test(name))) return 0;
    if (names.every((name) => ONE_WORD.test(name)) && scan.fields.every((field) => field === field.trim())) return names.length;
    columns = names.length;
  }
  return 0;
}
