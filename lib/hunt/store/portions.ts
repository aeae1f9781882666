import type { Partition } from "./session.ts";

/** What one statement reads. */
export interface Portion {
  readonly tables: readonly TablePart[];
  readonly estimate: number;
}

export interface TablePart {
  readonly name: string;
  /** A condition in SQL, without values: which of its pages. */
  readonly slice: string;
}

const MOST_TOGETHER = 24;
const ROWS_TOGETHER = 50_000;
/** Half a gigabyte: what is noted of each event of it while it is grouped is some ten megabytes. */
export const PAGES_AT_ONCE = 65_536;

/** Small neighbours are read by one statement: each costs a millisecond however little is in it. With `most` pages for one, large ones by several. */
export function portionsOf(parts: readonly Partition[], most?: number): readonly Portion[] {
  const portions: { tables: TablePart[]; estimate: number }[] = [];
  for (const part of parts) {
    for (const { table, estimate } of slices(part, most)) {
      const last = portions.at(-1);
      if (last && last.tables.length < MOST_TOGETHER && last.estimate + estimate <= ROWS_TOGETHER) {
        last.tables.push(table);
        last.estimate += estimate;
      } else portions.push({ tables: [table], estimate });
    }
  }
  return portions;
}

function slices({ name, pages, estimate }: Partition, most = pages): readonly { readonly table: TablePart; readonly estimate: number }[] {
  const count = Math.ceil(pages / Math.max(1, most));
  if (count <= 1) return [{ table: { name, slice: "true" }, estimate }];
  return Array.from({ length: count }, (_, index) => {
    const from = index * most;
    const below = index < count - 1 ? ` AND e.ctid < '(${from + most},0)'::tid` : "";
    return { table: { name, slice: `e.ctid >= '(${from},0)'::tid${below}` }, estimate: Math.round(estimate / count) };
  });
}
