import type { HuntColumn, HuntResultRow } from "#features/hunt/types";
import { cellKind, cellText } from "./cell-kind.ts";

const LOOKED_AT = 60;
const CHARACTER = 7;
const BESIDE = 24;
const [NARROW, WIDE] = [72, 420];

/** A width in which most of a column's first values fit on one line. */
export function columnWidth(column: HuntColumn, index: number, rows: readonly HuntResultRow[]): number {
  const head = column.name.length * CHARACTER + BESIDE + 14;
  if (column.type === "datetime") return Math.max(head, 190);
  const lengths = rows.slice(0, LOOKED_AT).map(({ cells }) => {
    const value = cells[index] ?? null;
    // Beside an address stand its country and its network.
    return cellText(value).length + (cellKind(column, value) === "address" ? 18 : 0);
  });
  lengths.sort((a, b) => a - b);
  const most = lengths[Math.floor(lengths.length * 0.9)] ?? 0;
  return Math.round(Math.min(Math.max(head, most * CHARACTER + BESIDE, NARROW), WIDE));
}
