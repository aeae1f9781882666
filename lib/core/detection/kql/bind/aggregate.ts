import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { compareCells, printCell, toDynamic } from "../value/compare.ts";
import { isArray } from "../value/dynamic.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { CONDITIONAL, DEFINITIONS, type Definition, numberOf, percentile, takeAny } from "./aggregate-folds.ts";
import { truthOf } from "./expression-parts.ts";
import { percentileOf, type Weighted } from "./percentile.ts";
import { type AggregateSlot, type Bound, constantOf, type Evaluate, type Scope } from "./scope.ts";
import { SKETCH_NAMES, sketchSlot } from "./sketch-slots.ts";
import { apart } from "./steps.ts";

type CallNode = Node & { readonly kind: "call" };

const MULTIPLE: ReadonlySet<string> = new Set([
  "arg_max",
  "arg_min",
  "argmax",
  "argmin",
  "percentiles",
  "percentiles_array",
  "percentilesw",
  "percentilesw_array",
  "percentilew",
]);

export const AGGREGATES: ReadonlySet<string> = new Set([
  "count",
  "countif",
  ...Object.keys(DEFINITIONS),
  ...Object.keys(CONDITIONAL),
  ...MULTIPLE,
  ...SKETCH_NAMES,
]);

/** An aggregate inside an expression of `summarize`: adds a slot, and reads its result after the group's keys. */
export function bindAggregate(node: CallNode, { slots, rows }: NonNullable<Scope["aggregates"]>): Bound {
  const slot = aggregateSlot(node, rows);
  const [column, second] = slot.columns;
  if (!column || second) throw new KqlRefusal("bad-argument", `${node.name} gives several columns and must stand alone`, node.at);
  const index = slots.reduce((total, before) => total + before.columns.length, 0);
  slots.push(slot);
  return { type: column.type, name: column.name, evaluate: (cells) => cells[index] ?? emptyOf(column.type) };
}

export function isAggregate(name: string): boolean {
  return AGGREGATES.has(name);
}

/** An aggregate over the rows of a scope. `keys` are the columns grouped by: a star leaves them out. */
export function aggregateSlot(node: CallNode, rows: Scope, keys: readonly string[] = []): AggregateSlot {
  if (node.name === "count" || node.name === "countif") return countSlot(node, rows);
  if (SKETCH_NAMES.has(node.name)) return sketchSlot(node, rows);
  if (/^arg_?(max|min)$/.test(node.name)) return extremeRow(node, rows, keys);
  if (node.name.startsWith("percentiles") || node.name === "percentilew") return percentilesSlot(node, rows);
  const [first] = node.args;
  if ((node.name === "take_any" || node.name === "any") && (node.args.length > 1 || first?.value.kind === "wildcard"))
    return anyRow(node, rows, keys);
  return singleSlot(node, rows);
}

function countSlot(node: CallNode, scope: Scope): AggregateSlot {
  const [arg] = node.args;
  const counts = arg && arg.value.kind !== "wildcard" ? scope.binder.expression(arg.value, scope) : undefined;
  const isConditional = node.name === "countif";
  if (isConditional && !counts) throw new KqlRefusal("bad-argument", "countif takes a condition", node.at);
  const holds = isConditional && counts ? truthOf(counts, node.at) : undefined;
  return {
    columns: [{ name: `${node.name}_${counts?.name ?? ""}`, type: "long" }],
    isFoldable: true,
    make: () => {
      let count = 0;
      return {
        add: (cells, frame, weight = 1) => {
          if (!holds || holds(cells, frame) === true) count += weight;
        },
        results: () => [count],
      };
    },
  };
}

function singleSlot(node: CallNode, scope: Scope): AggregateSlot {
  const base = CONDITIONAL[node.name];
  const definition = DEFINITIONS[base ?? node.name];
  const isExtreme = definition === DEFINITIONS.min || definition === DEFINITIONS.max;
  const [value, ...rest] = node.args.map((arg, index) =>
    isExtreme && index === 0 ? extremeOf(arg.value, scope) : scope.binder.expression(arg.value, scope),
  );
  if (!definition || !value) throw new KqlRefusal("bad-argument", `${node.name} needs an argument`, node.at);
  const condition = base === undefined ? undefined : rest.shift();
  if (base !== undefined && !condition) throw new KqlRefusal("bad-argument", `${node.name} needs a condition`, node.at);
  if (rest.length > definition.extra) throw new KqlRefusal("bad-argument", `${node.name} has too many arguments`, node.at);
  const extra = rest.map((bound) => constantOf(bound, `the last argument of ${node.name}`, node.at));
  if (definition.prefix === "dcount") scope.session.notices.add("dcount is counted exactly here; Kusto estimates it");
  const type = definition.type(value.type, node);
  const holds: Evaluate | undefined = condition && truthOf(condition, node.at);
  return {
    columns: [{ name: columnName(definition, node, value, extra), type }],
    isFoldable: definition.isFoldable(value.type),
    make: () => {
      const fold = definition.make(value.type, extra);
      return {
        add: (cells, frame, weight) => {
          if (!holds || holds(cells, frame) === true) fold.add(value.evaluate(cells, frame), weight);
        },
        results: () => [fold.result()],
      };
    },
  };
}

/** What is only asked for its least or greatest value: of a time, the rows between these two may go. */
function extremeOf(node: Node, scope: Scope): Bound {
  const inner = apart(scope);
  const bound = scope.binder.expression(node, inner);
  if (bound.type === "datetime" && bound.reads && !inner.uses.isVolatile) scope.uses.extremes.add(bound.reads.column);
  else scope.uses.take(inner.uses);
  return bound;
}

function columnName(definition: Definition, node: CallNode, value: Bound, extra: readonly Cell[]): string {
  if (definition === takeAny) return node.name.startsWith("any") ? `any_${value.name ?? ""}` : (value.name ?? `${node.name}_`);
  const prefix = CONDITIONAL[node.name] && !definition.prefix.match(/^(list|set|bag)$/) ? node.name : definition.prefix;
  if (definition === percentile) return percentileName(value, extra[0] ?? null);
  return `${prefix}_${value.name ?? ""}`;
}

function percentileName({ name }: Bound, rank: Cell): string {
  return `percentile_${name ?? ""}_${printCell(rank, "dynamic").replaceAll(".", "_")}`;
}

function expanded(
  node: CallNode,
  scope: Scope,
  from: number,
  skip: ReadonlySet<string>,
): readonly { readonly column: Column; readonly bound: Bound }[] {
  return node.args.slice(from).flatMap((arg, index) => {
    if (arg.value.kind === "wildcard") {
      return scope.columns
        .filter((column) => !skip.has(column.name))
        .map((column) => ({ column, bound: scope.binder.expression({ kind: "name", name: column.name, at: arg.value.at }, scope) }));
    }
    const bound = scope.binder.expression(arg.value, scope);
    return [{ column: { name: bound.name ?? `Column${index + 1}`, type: bound.type }, bound }];
  });
}

/** `arg_max(x, a, b)` or `(x, *)`: the row with the extreme x. When no row has one, any row. */
function extremeRow(node: CallNode, scope: Scope, keys: readonly string[]): AggregateSlot {
  const [first] = node.args;
  if (!first) throw new KqlRefusal("bad-argument", `${node.name} needs an argument`, node.at);
  const by = extremeOf(first.value, scope);
  if (by.type === "dynamic" && !scope.isOpen)
    throw new KqlRefusal("type-clash", `${node.name} of a dynamic has no order; cast it`, node.at);
  const sign = /max$/.test(node.name) ? 1 : -1;
  const others = expanded(node, scope, 1, new Set([...keys, by.name ?? ""]));
  const prefix = sign === 1 ? "max_" : "min_";
  const isOld = !node.name.includes("_");
  const named = isOld ? `${prefix}${by.name ?? ""}` : (by.name ?? prefix);
  const rest = others.map(({ column }) => (isOld ? { ...column, name: `${named}_${column.name}` } : column));
  return {
    columns: [{ name: named, type: by.type }, ...rest],
    // Of rows that are equally extreme any may be taken.
    isFoldable: true,
    make: () => {
      let best: Cell = null;
      let kept: readonly Cell[] | undefined;
      return {
        add: (cells, frame) => {
          const value = by.evaluate(cells, frame);
          const isBetter = kept === undefined || (value !== null && (best === null || compareCells(value, best) * sign > 0));
          if (!isBetter) return;
          best = value;
          kept = others.map(({ bound }) => bound.evaluate(cells, frame));
        },
        results: () => [best ?? emptyOf(by.type), ...(kept ?? others.map(({ column }) => emptyOf(column.type)))],
      };
    },
  };
}

function anyRow(node: CallNode, scope: Scope, keys: readonly string[]): AggregateSlot {
  const values = expanded(node, scope, 0, new Set(keys));
  const prefix = node.name === "any" ? "any_" : "";
  return {
    columns: values.map(({ column }) => ({ ...column, name: `${prefix}${column.name}` })),
    isFoldable: true,
    make: () => {
      let kept: readonly Cell[] | undefined;
      return {
        add: (cells, frame) => {
          kept ??= values.map(({ bound }) => bound.evaluate(cells, frame));
        },
        results: () => kept ?? values.map(({ column }) => emptyOf(column.type)),
      };
    },
  };
}

function percentilesSlot(node: CallNode, scope: Scope): AggregateSlot {
  const weighted = /w(_array)?$/.test(node.name);
  const bounds = node.args.map((arg) => scope.binder.expression(arg.value, scope));
  const [value] = bounds;
  const weight = weighted ? bounds[1] : undefined;
  const ranks = bounds
    .slice(weighted ? 2 : 1)
    .map((bound) => constantOf(bound, "a percentile", node.at))
    .flatMap((rank) => (isArray(rank) ? rank : [rank]));
  if (!value || ranks.length === 0) throw new KqlRefusal("bad-argument", `${node.name} needs a value and ranks`, node.at);
  if (value.type === "string" || value.type === "dynamic" || value.type === "guid")
    throw new KqlRefusal("type-clash", `${node.name} needs numbers or times, not a ${value.type}`, node.at);
  const isArrayForm = node.name.endsWith("_array");
  const columns: readonly Column[] = isArrayForm
    ? [{ name: `percentiles_${value.name ?? ""}`, type: "dynamic" }]
    : ranks.map((rank) => ({ name: percentileName(value, rank), type: value.type === "int" ? "long" : value.type }));
  return {
    columns,
    isFoldable: !weighted,
    make: () => {
      const values: Weighted[] = [];
      return {
        add: (cells, frame, rows = 1) => {
          const one = value.evaluate(cells, frame);
          const times = weight ? weight.evaluate(cells, frame) : rows;
          if ((typeof one === "number" || typeof one === "bigint") && typeof times === "number") values.push({ value: one, weight: times });
        },
        results: () => {
          const found = ranks.map((rank) => percentileOf(values, numberOf(rank) ?? 50, value.type));
          return isArrayForm ? [found.map((one) => toDynamic(one, value.type))] : found;
        },
      };
    },
  };
}
