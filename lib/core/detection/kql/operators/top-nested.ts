import { aggregateSlot } from "../bind/aggregate.ts";
import { type Accumulator, type AggregateSlot, type Bound, type Context, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { type Plan, wholePlan } from "../run/plan.ts";
import { both, type Evidence, type Row } from "../run/row.ts";
import type { NestedLevel, Operator } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { compareCells, keyOf } from "../value/compare.ts";
import type { Cell, Column } from "../value/type.ts";
import { countOf } from "./order.ts";

interface Level {
  readonly value: Bound;
  readonly slot: AggregateSlot;
  readonly count: number;
  readonly sign: 1 | -1;
  readonly columns: readonly [Column, Column];
}

interface Group {
  readonly value: Cell;
  readonly accumulator: Accumulator;
  readonly rows: Row[];
  evidence: Evidence;
}

function bindLevel(level: NestedLevel, input: Plan, context: Context): Level {
  const scope = scopeOf(input, context);
  if (level.others) throw new KqlRefusal("unsupported", "top-nested with others is not supported", level.at);
  const value = context.binder.expression(level.of.value, scope);
  if (level.by.value.kind !== "call") throw new KqlRefusal("bad-argument", "top-nested ranks by an aggregate", level.by.at);
  const slot = aggregateSlot(level.by.value, scope);
  const name = level.of.names[0] ?? value.name ?? "Column1";
  const [ranked] = slot.columns;
  return {
    value,
    slot,
    count: level.count ? countOf(level.count, context) : Number.POSITIVE_INFINITY,
    sign: level.descending ? -1 : 1,
    columns: [
      { name, type: value.type },
      { name: level.by.names[0] ?? `aggregated_${name}`, type: ranked?.type ?? "long" },
    ],
  };
}

/** The best values of one column, in each the best of the next. https://learn.microsoft.com/kusto/query/top-nested-operator */
export function bindTopNested(op: Operator & { readonly op: "top-nested" }, input: Plan, context: Context): Plan {
  const levels = op.levels.map((level) => bindLevel(level, input, context));
  return wholePlan(
    input,
    levels.flatMap((level) => level.columns),
    false,
    (rows) => nested(rows, levels, []),
  );
}

function* nested(rows: readonly Row[], levels: readonly Level[], before: readonly Cell[]): Generator<Row> {
  const [level, ...deeper] = levels;
  if (!level) return;
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const value = level.value.evaluate(row.cells, NO_FRAME);
    const group: Group = groups.get(keyOf(value)) ?? { value, accumulator: level.slot.make(), rows: [], evidence: null };
    groups.set(keyOf(value), group);
    group.accumulator.add(row.cells, NO_FRAME);
    group.rows.push(row);
    group.evidence = both(group.evidence, row.evidence);
  }
  const ranked = [...groups.values()]
    .map((group) => ({ group, rank: group.accumulator.results()[0] ?? null }))
    .sort((a, b) => compareCells(a.rank, b.rank) * level.sign)
    .slice(0, level.count);
  for (const { group, rank } of ranked) {
    const cells = [...before, group.value, rank];
    if (deeper.length === 0) yield { cells, evidence: group.evidence };
    else yield* nested(group.rows, deeper, cells);
  }
}
