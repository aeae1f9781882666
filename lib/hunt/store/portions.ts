import type { Partition } from "./session.ts";

/** What one statement reads. */
export interface Portion {
  readonly tables: readonly TablePart[];
  readonly estimate: number;
}

export interface TablePart {
  /** Place of its partition among all there are. */
  readonly index: number;
  readonly name: string;
  /** A condition in SQL, without values: which of its pages. */
  readonly slice: string;
  readonly pages: number;
  readonly estimate: number;
}

const MOST_TOGETHER = 24;
const ROWS_TOGETHER = 50_000;
/** Half a gigabyte. */
export const PAGES_AT_ONCE = 65_536;

export type NumberedPartition = Partition & { readonly index: number };

/** Small neighbours are read by one statement: each costs a millisecond however little is in it. */
export function portionsOf(parts: readonly TablePart[]): readonly Portion[] {
  const portions: { tables: TablePart[]; estimate: number }[] = [];
  for (const part of parts) {
    const last = portions.at(-1);
    if (last && last.tables.length < MOST_TOGETHER && last.estimate + part.estimate <= ROWS_TOGETHER) {
      last.tables.push(part);
      last.estimate += part.estimate;
    } else portions.push({ tables: [part], estimate: part.estimate });
  }
  return portions;
}

/** As many of the first parts, one at least, as have no more than so many pages; they are taken out of `parts`. */
export function nextPortion(parts: TablePart[], mostPages: number): Portion {
  let [count, pages] = [0, 0];
  while (count < parts.length && count < MOST_TOGETHER && (count === 0 || pages + (parts[count]?.pages ?? 0) <= mostPages))
    pages += parts[count++]?.pages ?? 0;
  const tables = parts.splice(0, count);
  return { tables, estimate: tables.reduce((sum, { estimate }) => sum + estimate, 0) };
}

export function wholeParts(parts: readonly NumberedPartition[]): readonly TablePart[] {
  return parts.map(({ index, name, pages, estimate }) => ({ index, name, pages, estimate, slice: "true" }));
}

/** Parts of no more than so many pages. */
export function slicedParts(parts: readonly NumberedPartition[], most: number): readonly TablePart[] {
  return parts.flatMap((part) => {
    const count = Math.ceil(part.pages / most);
    if (count <= 1) return wholeParts([part]);
    return Array.from({ length: count }, (_, at): TablePart => {
      const below = at < count - 1 ? ` AND e.ctid < '(${(at + 1) * most},0)'::tid` : "";
      const slice = `e.ctid >= '(${at * most},0)'::tid${below}`;
      return { index: part.index, name: part.name, slice, pages: most, estimate: Math.round(part.estimate / count) };
    });
  });
}
