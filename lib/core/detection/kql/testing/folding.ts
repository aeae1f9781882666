import type { Catalog } from "../bind/session.ts";
import type { Fold } from "../run/fold.ts";
import { batches } from "../run/plan.ts";
import type { EvidenceLeaf, Row } from "../run/row.ts";
import { floorDivide } from "../value/calendar.ts";
import { keyOf } from "../value/compare.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";

/** A catalog of one table whose rows come as few as whoever reads them allows, with nothing in columns that nobody looks at. */
export function foldingCatalog(name: string, columns: readonly Column[], rows: readonly Row[], onFold: (made: number) => void): Catalog {
  const plan = {
    columns,
    name,
    isOpen: false,
    isSerialized: false,
    async *rows(_run: unknown, demand?: { readonly fold?: Fold | undefined }) {
      const made = demand?.fold ? foldedRows(rows, columns, demand.fold) : rows;
      if (demand?.fold) onFold(made.length);
      yield* batches(made);
    },
  };
  return { names: [name], table: (wanted) => (wanted === name ? plan : undefined) };
}

function foldedRows(rows: readonly Row[], columns: readonly Column[], fold: Fold): readonly Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const steps = fold.steps.map((step) => {
      const cell = row.cells[step.column];
      if (typeof cell !== "bigint") return "";
      return step.kind === "every" ? floorDivide(cell - step.origin, step.ticks) : cell < step.at ? "<" : cell > step.at ? ">" : "=";
    });
    const key = [...[...fold.columns].map((column) => keyOf(row.cells[column] ?? null)), ...steps].join("\u0000");
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(row);
  }
  return [...groups.values()].flatMap((group) => standIns(group, columns, fold));
}

function standIns(group: readonly Row[], columns: readonly Column[], fold: Fold): readonly Row[] {
  const times = new Set([...fold.extremes, ...fold.steps.map((step) => step.column)]);
  const extreme = (column: number, sign: number): Cell =>
    group
      .map(({ cells }) => cells[column] ?? null)
      .reduce((best, cell) => (best === null || (cell !== null && (cell > best ? 1 : -1) * sign > 0) ? cell : best));
  const row = (sign: number, weight: number, evidence: EvidenceLeaf | null): Row => ({
    cells: columns.map(({ type }, index) => {
      if (fold.columns.has(index)) return group[0]?.cells[index] ?? null;
      return times.has(index) ? extreme(index, sign) : emptyOf(type);
    }),
    evidence,
    weight,
  });
  const evidence = { id: group.map((one) => (one.evidence && "id" in one.evidence ? one.evidence.id : "")).join(" "), count: group.length };
  if (fold.extremes.size === 0 || group.length === 1) return [row(-1, group.length, evidence)];
  return [row(-1, group.length - 1, evidence), row(1, 1, null)];
}
