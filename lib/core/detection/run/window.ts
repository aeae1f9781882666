import type { EpochMicros } from "../../event/event.ts";
import type { Having, PlanOf } from "../ir/plan.ts";
import { affirmedBranches, negatedBranches } from "../ir/plan-walk.ts";
import { type Aggregator, aggregatorOf } from "./aggregate.ts";
import { type Group, groupCells, groupColumns, grouped } from "./columns.ts";
import { compares } from "./compares.ts";
import { anyWithin, instantsOf } from "./instants.ts";
import { compareRows, joinRows, type RunRow } from "./row.ts";
import type { Execute, Run } from "./run.ts";

/**
 * Looks, at every row of a group, at the rows of the last `within` (both ends count) since the group last fired. Fires at
 * the first row at which `having` holds, with all those rows, and starts anew after it: a burst ten times the threshold is
 * ten findings, each with its own events, and an attack that goes on is never covered by the finding that began it.
 */
export const window: Execute<"window"> = function* (plan, run) {
  const found: RunRow[] = [];
  for (const group of grouped(run.rows(plan.input), plan.by)) found.push(...fire(group, plan, run));
  yield* found.sort(compareRows);
};

function* fire(group: Group, plan: PlanOf<"window">, run: Run): Generator<RunRow> {
  const { within, aggregates, having } = plan;
  const affirmed = affirmedBranches(having);
  const negated = negatedBranches(having);
  const counts = affirmed.size === 0;
  const named = aggregates.map((aggregate) => [aggregate.name, aggregatorOf(aggregate)] as const);
  const negatedTimes = instantsOf(group.rows, ({ branch = "" }) => (negated.has(branch) ? branch : undefined));
  const state = new WindowState(new Map(named), negatedTimes, within);
  for (const row of group.rows) {
    if (!counts && !affirmed.has(row.branch ?? "")) continue;
    state.add(row);
    if (run.isQuiet(plan, row.at) || !holds(having, state, false)) continue;
    if (negated.size > 0 && state.start + within > run.closedUntil) continue;
    yield joinRows(state.rows, { ...groupCells(group), ...state.cells() }, groupColumns(group));
    state.clear();
  }
}

/** The rows now in the window, and what is known of them. */
class WindowState {
  private all: RunRow[] = [];
  private first = 0;
  private readonly branches: Aggregator[] = [];
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly aggregators: ReadonlyMap<string, Aggregator>,
    private readonly negated: ReadonlyMap<string, readonly EpochMicros[]>,
    private readonly within: number,
  ) {
    this.branches.push(...aggregators.values());
  }

  get rows(): readonly RunRow[] {
    return this.all.slice(this.first);
  }

  get start(): EpochMicros {
    return this.all[this.first]?.at ?? 0;
  }

  add(row: RunRow): void {
    this.all.push(row);
    this.count(row, 1);
    for (const aggregator of this.branches) aggregator.add(row);
    for (let oldest = this.all[this.first]; oldest && oldest.at < row.at - this.within; oldest = this.all[this.first]) {
      this.first++;
      this.count(oldest, -1);
      for (const aggregator of this.branches) aggregator.remove(oldest);
    }
    // What has left the window must not stay in memory; copying at every step would cost more than it saves.
    if (this.first > 1_000 && this.first > this.all.length / 2) {
      this.all = this.all.slice(this.first);
      this.first = 0;
    }
  }

  clear(): void {
    this.all = [];
    this.first = 0;
    this.seen.clear();
    for (const aggregator of this.branches) aggregator.clear();
  }

  value(aggregate: string): number | undefined {
    return this.aggregators.get(aggregate)?.value();
  }

  saw(branch: string): boolean {
    return this.seen.has(branch);
  }

  /** Whether a branch has a row in any span of `within` that holds all rows of the window. */
  surrounds(branch: string): boolean {
    const end = this.all.at(-1)?.at ?? 0;
    return anyWithin(this.negated.get(branch) ?? [], end - this.within, this.start + this.within);
  }

  cells(): RunRow["cells"] {
    return Object.fromEntries(Array.from(this.aggregators, ([name, aggregator]) => [name, aggregator.value() ?? null]));
  }

  private count({ branch = "" }: RunRow, change: 1 | -1): void {
    const left = (this.seen.get(branch) ?? 0) + change;
    if (left > 0) this.seen.set(branch, left);
    else this.seen.delete(branch);
  }
}

function holds(having: Having, state: WindowState, isNegated: boolean): boolean {
  switch (having.kind) {
    case "compare":
      return compares(having.compare, state.value(having.aggregate), having.bound);
    case "saw":
      return isNegated ? state.surrounds(having.branch) : state.saw(having.branch);
    case "and":
      return having.args.every((arg) => holds(arg, state, isNegated));
    case "or":
      return having.args.some((arg) => holds(arg, state, isNegated));
    case "not":
      return !holds(having.arg, state, !isNegated);
  }
}
