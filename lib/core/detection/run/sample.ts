import type { PlanOf } from "../ir/plan.ts";
import { type Group, groupCells, groupColumns, grouped, projected } from "./columns.ts";
import { compareRows, joinRows, type RunRow } from "./row.ts";
import type { Execute } from "./run.ts";

/** One row of each branch, whatever their order, no event twice; complete with the row that made it possible. */
export const sample: Execute<"sample"> = function* (plan, run) {
  const marks = plan.until ? [...plan.branches, plan.until] : plan.branches;
  const rows: RunRow[] = [];
  for (const [at, { input, columns }] of marks.entries()) {
    for (const row of run.rows(input)) {
      const branchRow = projected(row, String(at), columns);
      if (branchRow) rows.push(branchRow);
    }
  }
  rows.sort(compareRows);
  const found: RunRow[] = [];
  for (const group of grouped(rows, plan.by)) found.push(...samplesOf(plan, group));
  yield* found.sort(compareRows);
};

function* samplesOf(plan: PlanOf<"sample">, group: Group): Generator<RunRow> {
  const count = plan.branches.length;
  let candidates = plan.branches.map((): RunRow[] => []);
  for (const row of group.rows) {
    const branch = Number(row.branch);
    if (branch === count) {
      candidates = plan.branches.map(() => []);
      continue;
    }
    const list = candidates[branch];
    // As many candidates as there are branches always suffice to give each branch one of its own.
    if (!list || list.length >= count) continue;
    list.push(row);
    const chosen = candidates.every((rows) => rows.length > 0) ? assign(candidates) : undefined;
    if (!chosen) continue;
    yield joinRows([...chosen].sort(compareRows), groupCells(group), groupColumns(group));
    if (plan.once) return;
    candidates = plan.branches.map(() => []);
  }
}

/** An event of its own for every branch (augmenting paths of a bipartite matching); undefined when there are too few. */
function assign(candidates: readonly (readonly RunRow[])[]): readonly RunRow[] | undefined {
  const owner = new Map<string, number>();
  const chosen: RunRow[] = [];
  const place = (branch: number, tried: Set<string>): boolean => {
    for (const row of candidates[branch] ?? []) {
      if (tried.has(row.id)) continue;
      tried.add(row.id);
      const held = owner.get(row.id);
      if (held === undefined || place(held, tried)) {
        owner.set(row.id, branch);
        chosen[branch] = row;
        return true;
      }
    }
    return false;
  };
  return candidates.every((_, branch) => place(branch, new Set())) ? chosen : undefined;
}
