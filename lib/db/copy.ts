import "server-only";
import { once } from "node:events";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { storable } from "./text.ts";

/** A value of a COPY row; undefined and null are NULL. */
export type Cell = string | number | bigint | null | undefined;

const FLUSH_CHARS = 256 * 1024;

/** Whether a text has anything that COPY or a column would not take as it stands. Most have not, and one look is enough. */
const SPECIAL = /[\0\\\n\r\t\ud800-\udfff]/;
const BREAKS = /[\n\r\t]/;
const UNSTORABLE = /[\0\ud800-\udfff]/;

/** COPY's text format: tab between columns, newline between rows, `\N` for NULL, the four of them escaped. */
function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return "\\N";
  if (typeof cell !== "string") return String(cell);
  if (!SPECIAL.test(cell)) return cell;
  const text = (UNSTORABLE.test(cell) ? storable(cell) : cell).replaceAll("\\", "\\\\");
  // Windows paths have backslashes; the others never occur in JSON, which most of a row is.
  return BREAKS.test(text) ? text.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t") : text;
}

/** One row of a COPY, with its newline. Exported for its test. */
export function copyLine(cells: readonly Cell[]): string {
  let line = "";
  for (const cell of cells) line += line === "" ? cellText(cell) : `\t${cellText(cell)}`;
  return `${line}\n`;
}

/**
 * Bulk insert by COPY, the one statement Prisma cannot say: 14,700 rows/s against createMany's 1,600 on the same rows.
 * Runs on the caller's connection and so inside its transaction. `table` and `columns` are the program's own words, never data.
 */
export async function copyRows(
  client: pg.PoolClient,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  const names = columns.map((column) => `"${column}"`).join(", ");
  const stream = client.query(copyFrom(`COPY "${table}" (${names}) FROM STDIN`));
  const failed = new Promise<never>((_resolve, reject) => stream.once("error", reject));
  failed.catch(() => {});
  let pending = "";
  for (const row of rows) {
    pending += copyLine(row);
    if (pending.length < FLUSH_CHARS) continue;
    if (!stream.write(pending)) await Promise.race([once(stream, "drain"), failed]);
    pending = "";
  }
  const finished = once(stream, "finish");
  finished.catch(() => {});
  stream.end(pending);
  await Promise.race([finished, failed]);
}
