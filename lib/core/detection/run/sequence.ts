import type { EpochMicros } from "../../event/event.ts";
import type { PlanOf } from "../ir/plan.ts";
import { type Group, groupCells, groupColumns } from "./columns.ts";
import { anyBetween, firstAfter, instantsOf, lastBefore } from "./instants.ts";
import { KeyedRows } from "./keyed.ts";
import { compareRows, joinRows, type RunRow } from "./row.ts";
import type { Execute, Run } from "./run.ts";

/**
 * One row of each step, in order, from the first to the last within the span (both ends count). A row of a step goes on
 * with the sequence that began last and takes its place; of two that can still be completed, the younger lives longer, so
 * nothing is lost by forgetting the older (Elasticsearch's EQL does the same). A completed sequence is spent.
 */
export const sequence: Execute<"sequence"> = function* (plan, run) {
  const rows = new KeyedRows(plan.until ? [...plan.steps, plan.until] : plan.steps, plan.by, run);
  const shape = shapeOf(plan);
  const found: RunRow[] = [];
  for (const group of rows.groupsWith(shape.stages.map(({ step }) => step))) found.push(...new Machine(plan, shape, group, run).findings());
  yield* found.sort(compareRows);
};

/** What lies before a step: steps of which nothing may have happened since the one before it. */
interface Stage {
  readonly step: number;
  readonly absentBefore: readonly number[];
}

type Partial = readonly RunRow[];

const NO_TIMES: ReadonlyMap<number, readonly EpochMicros[]> = new Map();

/** What the steps of a plan come to, whatever the group. */
interface Shape {
  readonly stages: readonly Stage[];
  readonly absentFirst: readonly number[];
  readonly absentAfter: readonly number[];
  readonly absent: ReadonlySet<number>;
  readonly until: number;
}

function shapeOf({ steps, until }: PlanOf<"sequence">): Shape {
  const stages: Stage[] = [];
  let absent: number[] = [];
  for (const [step, { absent: isAbsent }] of steps.entries()) {
    if (isAbsent) absent.push(step);
    else {
      stages.push({ step, absentBefore: absent });
      absent = [];
    }
  }
  return {
    stages,
    absentFirst: stages[0]?.absentBefore ?? [],
    absentAfter: absent,
    absent: new Set(steps.flatMap((step, at) => (step.absent ? [at] : []))),
    until: until ? steps.length : -1,
  };
}

/** The state machine of one group. */
class Machine {
  /** For each stage but the last, the sequence that got so far and began last. */
  private partials: (Partial | undefined)[] = [];
  private readonly times: ReadonlyMap<number, readonly EpochMicros[]>;

  constructor(
    private readonly plan: PlanOf<"sequence">,
    private readonly shape: Shape,
    private readonly group: Group,
    private readonly run: Run,
  ) {
    const { absent } = shape;
    this.times =
      absent.size === 0 ? NO_TIMES : instantsOf(group.rows, ({ branch }) => (absent.has(Number(branch)) ? Number(branch) : undefined));
  }

  *findings(): Generator<RunRow> {
    for (const rows of this.instants()) {
      const spent = new Set<RunRow>();
      // Later steps first: no row may follow itself, or one of its own instant before that one's turn.
      for (let stage = this.shape.stages.length - 1; stage >= 0; stage--) yield* this.offer(rows, stage, spent);
      // Then rows of one instant in the order the steps need, where the log cannot tell it.
      if (this.plan.ties === "any" && rows.length > 1) {
        for (let stage = 1; stage < this.shape.stages.length; stage++) yield* this.offer(rows, stage, spent);
      }
      if (rows.some((row) => Number(row.branch) === this.shape.until)) this.partials = [];
    }
  }

  private *offer(rows: readonly RunRow[], stage: number, spent: Set<RunRow>): Generator<RunRow> {
    for (const row of rows) {
      if (Number(row.branch) !== this.shape.stages[stage]?.step || spent.has(row)) continue;
      const longer = stage === 0 ? [row] : this.continued(row, stage);
      if (!longer) continue;
      spent.add(row);
      if (stage > 0) this.partials[stage - 1] = undefined;
      if (stage < this.shape.stages.length - 1) this.partials[stage] = longer;
      else if (this.isUndisturbedAround(longer)) yield joinRows(longer, groupCells(this.group), groupColumns(this.group));
    }
  }

  private continued(row: RunRow, stage: number): Partial | undefined {
    const partial = this.partials[stage - 1];
    const first = partial?.[0];
    const last = partial?.at(-1);
    if (!partial || !first || !last || row.at - first.at > this.plan.within || partial.some(({ id }) => id === row.id)) return undefined;
    return this.isClear(this.shape.stages[stage]?.absentBefore ?? [], last.at, row.at) ? [...partial, row] : undefined;
  }

  /**
   * Whether a span that holds the whole sequence has nothing of the absent steps before or after it. With steps on one side
   * only, it ends or starts with the sequence; with steps on both, it may lie anywhere (so does Elasticsearch).
   */
  private isUndisturbedAround(rows: Partial): boolean {
    const from = rows[0]?.at ?? 0;
    const to = rows.at(-1)?.at ?? 0;
    const closes = from + this.plan.within;
    if (this.shape.absentAfter.length > 0 && closes > this.run.closedUntil) return false;
    const before = latest(this.shape.absentFirst.map((step) => lastBefore(this.times.get(step) ?? [], to - this.plan.within, from)));
    const after = earliest(this.shape.absentAfter.map((step) => firstAfter(this.times.get(step) ?? [], to, closes)));
    if (before === undefined && after === undefined) return true;
    if (this.shape.absentFirst.length === 0 || this.shape.absentAfter.length === 0) return false;
    return before === undefined || after === undefined || after - before > this.plan.within;
  }

  private isClear(absent: readonly number[], after: EpochMicros, before: EpochMicros): boolean {
    return absent.every((step) => !anyBetween(this.times.get(step) ?? [], after, before));
  }

  /** Rows whose order the log does not tell: those of one instant, or of one event where it tells the others apart. */
  private *instants(): Generator<readonly RunRow[]> {
    let rows: RunRow[] = [];
    for (const row of this.group.rows) {
      const last = rows[0];
      const isSame = last && last.at === row.at && (this.plan.ties === "any" || (last.order === row.order && last.id === row.id));
      if (!isSame && rows.length > 0) {
        yield rows;
        rows = [];
      }
      rows.push(row);
    }
    if (rows.length > 0) yield rows;
  }
}

function latest(instants: readonly (EpochMicros | undefined)[]): EpochMicros | undefined {
  return instants.reduce((best, at) => (at === undefined || (best !== undefined && best >= at) ? best : at), undefined);
}

function earliest(instants: readonly (EpochMicros | undefined)[]): EpochMicros | undefined {
  return instants.reduce((best, at) => (at === undefined || (best !== undefined && best <= at) ? best : at), undefined);
}
