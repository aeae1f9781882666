import type { Catalog } from "../bind/session.ts";
import { runQuery } from "../query.ts";
import { type JsonCell, jsonCell } from "../run/print.ts";

export interface Table {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly JsonCell[])[];
}

export const NO_TABLES: Catalog = { names: [], table: () => undefined };

/** 2022-09-26, any instant will do. */
const NOW = 638_000_000_000_000_000n;

/** Runs a query to its end, cells as the command line prints them. Throws what running throws. */
export async function answer(text: string, catalog: Catalog = NO_TABLES): Promise<Table | { readonly error: string }> {
  const result = await runQuery(text, { catalog, now: NOW });
  if (!result.ok) return { error: `${result.diagnostic.code}: ${result.diagnostic.message}` };
  const rows: JsonCell[][] = [];
  for await (const batch of result.rows) {
    for (const { cells } of batch) rows.push(result.columns.map(({ type }, index) => jsonCell(cells[index] ?? null, type)));
  }
  return { columns: result.columns.map(({ name }) => name), types: result.columns.map(({ type }) => type), rows };
}

export interface Tolerance {
  /** Relative error allowed to a number. */
  readonly relative: number;
  /** Arrays are compared as multisets. */
  readonly unordered: boolean;
}

export function sameCell(a: unknown, b: unknown, tolerance: Tolerance): boolean {
  if (a === b) return true;
  if (isText(a) && isText(b)) {
    if (String(a) === String(b)) return true;
    const [x, y] = [Number(a), Number(b)];
    const bothTexts = typeof a === "string" && typeof b === "string";
    return !bothTexts && a !== "" && b !== "" && Math.abs(x - y) <= tolerance.relative * Math.max(1, Math.abs(x), Math.abs(y));
  }
  if (Array.isArray(a) && Array.isArray(b)) return tolerance.unordered ? sameBag(a, b, tolerance, sameCell) : sameList(a, b, tolerance);
  if (a && b && typeof a === "object" && typeof b === "object" && !Array.isArray(a) && !Array.isArray(b)) {
    const other = new Map(Object.entries(b));
    const own = Object.entries(a);
    return own.length === other.size && own.every(([key, value]) => other.has(key) && sameCell(value, other.get(key), tolerance));
  }
  return false;
}

function isText(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

export function sameList(a: readonly unknown[], b: readonly unknown[], tolerance: Tolerance): boolean {
  return a.length === b.length && a.every((value, index) => sameCell(value, b[index], tolerance));
}

type Same<T> = (a: T, b: T, tolerance: Tolerance) => boolean;

export function sameBag<T>(a: readonly T[], b: readonly T[], tolerance: Tolerance, same: Same<T>): boolean {
  if (a.length !== b.length) return false;
  const left = [...b];
  return a.every((value) => {
    const found = left.findIndex((other) => same(value, other, tolerance));
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
}
