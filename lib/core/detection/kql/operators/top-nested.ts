import { aggregateSlot } from "../bind/aggregate.ts";
import {
  type Accumulator,
  type AggregateSlot,
  type Bound,
  type Context,
  constantOf,
  emptyScope,
  NO_FRAME,
  scopeOf,
} from "../bind/scope.ts";
import { foldOf, type Uses } from "../run/fold.ts";
import { type Plan, wholePlan } from "../run/plan.ts";
import { both, type Evidence, type Row } from "../run/row.ts";
import { type Demand, UNKNOWN } from "../run/test.ts";
import type { NestedLevel, Operator } from "../syntax/ast.ts";
import { readsAll } from "../syntax/mentions.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast } from "../value/cast.ts";
import { compareCells, keyOf } from "../value/compare.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { countOf } from "./order.ts";

interface Level {
  readonly value: Bound;
  readonly slot: AggregateSlot;
  readonly uses: Uses;
  readonly count: number;
  readonly sign: 1 | -1;
  readonly columns: readonly [Column, Column];
  /** What the row for all other values is called; undefined: there is none. */
  readonly others: Cell | undefined;
}

interface Group {
  readonly value: Cell;
  readonly accumulator: Accumulator;
  readonly rows: Row[];
  evidence: Evidence;
}

function bindLevel(level: NestedLevel, input: Plan, context: Context): Level {
  const scope = scopeOf(input, context);
  const value = context.binder.expression(level.of.value, scope);
  if (level.by.value.kind !== "call") throw new KqlRefusal("bad-argument", "top-nested ranks by an aggregate", level.by.at);
  const slot = aggregateSlot(level.by.value, scope);
  const name = level.of.names[0] ?? value.name ?? "Column1";
  const [ranked] = slot.columns;
  const others = level.others && context.binder.expression(level.others, emptyScope(context));
  return {
    others: others ? cast(constantOf(others, "the name of the others", level.at), others.type, value.type) : undefined,
    value,
    slot,
    uses: scope.uses,
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
  const demand: Demand = {
    test: UNKNOWN,
    isClosed: !op.levels.some(({ of, by }) => readsAll(of.value) || readsAll(by.value)),
    fold: levels.every(({ slot }) => slot.isFoldable) ? foldOf(...levels.map(({ uses }) => uses)) : undefined,
  };
  return wholePlan(
    input,
    levels.flatMap((level) => level.columns),
    false,
    (rows) => nested(rows, levels, []),
    () => demand,
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
    group.accumulator.add(row.cells, NO_FRAME, row.weight);
    group.rows.push(row);
    group.evidence = both(group.evidence, row.evidence);
  }
  const all = [...groups.values()]
    .map((group) => ({ group, rank: group.accumulator.results()[0] ?? null }))
    .sort((a, b) => compareCells(a.rank, b.rank) * level.sign);
  for (const { group, rank } of all.slice(0, level.count)) {
    const cells = [...before, group.value, rank];
    if (deeper.length === 0) yield { cells, evidence: group.evidence };
    else yield* nested(group.rows, deeper, cells);
  }
  if (level.others === undefined || all.length <= level.count) return;
  const left = all.slice(level.count).flatMap(({ group }) => group.rows);
  yield rest(left, levels, before);
}

/** One row for all values that are not among the best: counted as one, and so in each deeper level that has others, too. */
function rest(rows: readonly Row[], levels: readonly Level[], before: readonly Cell[]): Row {
  const cells = [...before];
  let isCounted = true;
  for (const { others, slot, columns } of levels) {
    isCounted &&= others !== undefined;
    const accumulator = slot.make();
    if (isCounted) for (const row of rows) accumulator.add(row.cells, NO_FRAME, row.weight);
    const [named, ranked] = columns;
    cells.push(...(isCounted ? [others ?? null, accumulator.results()[0] ?? null] : [emptyOf(named.type), emptyOf(ranked.type)]));
  }
  return { cells, evidence: rows.reduce<Evidence>((all, row) => both(all, row.evidence), null) };
}
