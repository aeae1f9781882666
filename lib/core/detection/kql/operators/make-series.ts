import { aggregateSlot, isAggregate } from "../bind/aggregate.ts";
import { type Accumulator, type AggregateSlot, type Context, constantOf, emptyScope, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { apart } from "../bind/steps.ts";
import { foldOf } from "../run/fold.ts";
import { type Plan, wholePlan } from "../run/plan.ts";
import { both, type Evidence, type Row } from "../run/row.ts";
import { type Demand, UNKNOWN } from "../run/test.ts";
import type { Node, Operator } from "../syntax/ast.ts";
import { readsAll } from "../syntax/mentions.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { floorDivide } from "../value/calendar.ts";
import { cast } from "../value/cast.ts";
import { keyOf, toDynamic } from "../value/compare.ts";
import type { Dynamic } from "../value/dynamic.ts";
import { type Cell, type Column, isNumeric, type KqlType } from "../value/type.ts";
import { parameterText } from "./join.ts";
import { bindKeys } from "./summarize.ts";

type SeriesOperator = Operator & { readonly op: "make-series" };
const MAX_POINTS = 1_048_576;

interface Group {
  readonly keys: readonly Cell[];
  readonly bins: Map<number, readonly Accumulator[]>;
  evidence: Evidence;
}

/** Positions on the axis as numbers of steps, exactly for times and whole numbers. */
interface Axis {
  binOf(value: Cell, from: Cell): number;
  at(from: Cell, bin: number): Cell;
}

function axisOf(type: KqlType, step: Cell): Axis | undefined {
  if ((type === "datetime" || type === "timespan") && typeof step === "bigint" && step > 0n) {
    return {
      binOf: (value, from) => Number(floorDivide(asTicks(value) - asTicks(from), step)),
      at: (from, bin) => asTicks(from) + step * BigInt(bin),
    };
  }
  const size = Number(step);
  if (!isNumeric(type) || !(size > 0)) return undefined;
  return { binOf: (value, from) => Math.floor((Number(value) - Number(from)) / size), at: (from, bin) => Number(from) + size * bin };
}

const asTicks = (value: Cell): bigint => (typeof value === "bigint" ? value : 0n);

/** https://learn.microsoft.com/kusto/query/make-series-operator */
export function bindSeries(op: SeriesOperator, input: Plan, context: Context): Plan {
  const scope = scopeOf(input, context);
  const onScope = apart(scope);
  const on = context.binder.expression(op.on, onScope);
  const fixed = (node: Node | null, what: string): Cell | undefined => {
    if (!node) return undefined;
    const bound = context.binder.expression(node, emptyScope(context));
    return cast(constantOf(bound, what, node.at), bound.type, what === "the step" && on.type === "datetime" ? "timespan" : on.type);
  };
  const step = fixed(op.step, "the step") ?? null;
  const axis = axisOf(on.type, step);
  if (!axis) throw new KqlRefusal("bad-argument", `a series over ${on.type} needs a positive step of the fitting type`, op.step.at);
  const [from, to] = [fixed(op.from, "from"), fixed(op.to, "to")];
  if (on.type === "datetime" && on.reads && typeof step === "bigint" && !onScope.uses.isVolatile) {
    const { column } = on.reads;
    scope.uses.steps.push({ kind: "every", column, ticks: step, origin: asTicks(from ?? null) });
    if (typeof to === "bigint") scope.uses.steps.push({ kind: "edge", column, at: to });
  } else scope.uses.take(onScope.uses);
  const keys = bindKeys(op.by, input, context);
  const slots = op.aggregates.map(({ value, names, fallback, at }) => {
    if (value.kind !== "call" || !isAggregate(value.name)) throw new KqlRefusal("unsupported", "make-series takes plain aggregates", at);
    const slot = aggregateSlot(value, scope);
    const [column] = slot.columns;
    if (!column || slot.columns.length > 1) throw new KqlRefusal("bad-argument", "this aggregate gives several columns", at);
    const bound = fallback && context.binder.expression(fallback, emptyScope(context));
    const missing: Dynamic = bound
      ? toDynamic(cast(constantOf(bound, "the default", at), bound.type, column.type === "dynamic" ? bound.type : column.type), column.type)
      : toDynamic(0, column.type === "real" ? "real" : "long");
    return { slot, name: names[0] ?? column.name, type: column.type, missing };
  });
  const axisName = op.on.kind === "name" ? op.on.name : (on.name ?? "Column1");
  const columns: Column[] = [
    ...keys.map(({ column }) => column),
    ...slots.map(({ name }): Column => ({ name, type: "dynamic" })),
    { name: axisName, type: "dynamic" },
  ];
  const isFoldable = slots.every(({ slot }) => slot.isFoldable);
  const demand: Demand = {
    test: UNKNOWN,
    isClosed: ![...op.aggregates, ...op.by].some(({ value }) => readsAll(value)) && !readsAll(op.on),
    fold: isFoldable ? foldOf(scope.uses, ...keys.map(({ uses }) => uses)) : undefined,
  };
  const work = (rows: readonly Row[]): readonly Row[] => {
    const values = rows.map((row) => on.evaluate(row.cells, NO_FRAME));
    const present = values.filter((value) => value !== null);
    const smallest = present.reduce<Cell>((least, value) => (least === null || value < least ? value : least), null);
    const largest = present.reduce<Cell>((most, value) => (most === null || value > most ? value : most), null);
    const origin = on.type === "datetime" || on.type === "timespan" ? 0n : 0;
    const start = from ?? (smallest === null ? null : axis.at(origin, axis.binOf(smallest, origin)));
    if (start === null) return [];
    const last =
      to === undefined
        ? largest === null
          ? -1
          : axis.binOf(largest, start)
        : axis.binOf(to, start) - (axis.at(start, axis.binOf(to, start)) === to ? 1 : 0);
    if (last >= MAX_POINTS) throw new KqlRefusal("limit", `a series has at most ${MAX_POINTS} points`, op.at);
    const groups = new Map<string, Group>();
    if (keys.length === 0 && parameterText(op.parameters, "kind") === "nonempty")
      groups.set("", { keys: [], bins: new Map(), evidence: null });
    rows.forEach((row, i) => {
      const value = values[i] ?? null;
      if (value === null) return;
      const bin = axis.binOf(value, start);
      if (bin < 0 || bin > last || (to !== undefined && to !== null && value >= to)) return;
      const own = keys.map(({ bound }) => bound.evaluate(row.cells, NO_FRAME));
      const id = own.map(keyOf).join("\u0000");
      const group: Group = groups.get(id) ?? { keys: own, bins: new Map(), evidence: null };
      groups.set(id, group);
      const accumulators = group.bins.get(bin) ?? slots.map(({ slot }: { slot: AggregateSlot }) => slot.make());
      group.bins.set(bin, accumulators);
      for (const accumulator of accumulators) accumulator.add(row.cells, NO_FRAME, row.weight);
      group.evidence = both(group.evidence, row.evidence);
    });
    const points = Array.from({ length: last + 1 }, (_, bin) => bin);
    const axisValues: Dynamic = points.map((bin) => toDynamic(axis.at(start, bin), on.type));
    return [...groups.values()].map(
      (group): Row => ({
        cells: [
          ...group.keys,
          ...slots.map(
            ({ type, missing }, s): Dynamic =>
              points.map((bin) => {
                const found = group.bins.get(bin)?.[s]?.results()[0];
                return found === undefined ? missing : toDynamic(found, type);
              }),
          ),
          axisValues,
        ],
        evidence: group.evidence,
      }),
    );
  };
  return wholePlan(input, columns, false, work, () => demand);
}
