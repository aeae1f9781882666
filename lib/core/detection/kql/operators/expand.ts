import { type Binder, type Bound, type Context, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { BATCH, type Plan, type Run } from "../run/plan.ts";
import type { Batch, Row } from "../run/row.ts";
import type { Expansion, Operator } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { fromDynamic } from "../value/cast.ts";
import { type Dynamic, isArray, isBag } from "../value/dynamic.ts";
import { type Cell, type Column, emptyOf, type KqlType } from "../value/type.ts";
import { freeName } from "./columns.ts";
import { parameterText } from "./join.ts";
import { countOf } from "./order.ts";

type Is<Name> = Operator & { readonly op: Name };

/** An array being expanded: where its elements go, and as what. */
interface Target {
  readonly bound: Bound;
  readonly index: number;
  readonly type: KqlType;
}

interface Layout {
  readonly columns: readonly Column[];
  readonly targets: readonly Target[];
  readonly itemIndex: number | undefined;
  /** Names of columns whose arrays the elements replace. */
  readonly replaced: ReadonlySet<string>;
}

function layoutOf(expansions: readonly Expansion[], itemIndex: string | undefined, input: Plan, context: Context): Layout {
  const scope = scopeOf(input, context);
  const columns = [...input.columns];
  const replaced = new Set<string>();
  const targets = expansions.map(({ name, value, to, at }, position): Target => {
    const bound = context.binder.expression(value, scope);
    if (bound.type !== "dynamic") throw new KqlRefusal("type-clash", `only a dynamic can be expanded; this is a ${bound.type}`, at);
    const type = to ?? "dynamic";
    const wanted = name ?? bound.name ?? `Column${position + 1}`;
    // `mv-expand parse_json(x)` is called x and takes its place; two expansions never share one.
    const existing = name === undefined && bound.name === undefined ? -1 : input.columns.findIndex((column) => column.name === wanted);
    if (existing >= 0 && !replaced.has(wanted)) {
      columns[existing] = { name: wanted, type };
      replaced.add(wanted);
      return { bound, index: existing, type };
    }
    columns.push({ name: freeName(wanted, new Set(columns.map((column) => column.name))), type });
    return { bound, index: columns.length - 1, type };
  });
  if (itemIndex === undefined) return { columns, targets, itemIndex: undefined, replaced };
  columns.push({ name: freeName(itemIndex, new Set(columns.map((column) => column.name))), type: "long" });
  return { columns, targets, itemIndex: columns.length - 1, replaced };
}

/** The elements of a value: of an array its items, of a bag one bag (or pair) a property, of anything else itself. */
function elementsOf(value: Dynamic, asArrays: boolean): readonly Dynamic[] {
  if (isArray(value)) return value;
  if (isBag(value)) return [...value].map(([key, member]): Dynamic => (asArrays ? [key, member] : new Map([[key, member]])));
  return [value];
}

/** An element as the type it is said to have: a text is not read as a number or a time, and a number is no time. */
function elementAs(element: Dynamic, type: KqlType): Cell {
  if (type === "dynamic") return element;
  const isText = typeof element === "string" && type !== "string" && type !== "guid";
  const isBare = (typeof element === "number" || typeof element === "bigint") && (type === "datetime" || type === "timespan");
  return element === null || isText || isBare ? emptyOf(type) : fromDynamic(element, type);
}

function* expanded(row: Row, { columns, targets, itemIndex }: Layout, asArrays: boolean, limit: number): Generator<Row> {
  const lists = targets.map(({ bound }) => elementsOf(bound.evaluate(row.cells, NO_FRAME), asArrays));
  const length = Math.min(limit, Math.max(0, ...lists.map((list) => list.length)));
  for (let i = 0; i < length; i++) {
    const cells: Cell[] = [...row.cells];
    while (cells.length < columns.length) cells.push(null);
    targets.forEach(({ index, type }, t) => {
      const element = lists[t]?.[i] ?? null;
      cells[index] = elementAs(element, type);
    });
    if (itemIndex !== undefined) cells[itemIndex] = i;
    yield { cells, evidence: row.evidence };
  }
}

/** https://learn.microsoft.com/kusto/query/mv-expand-operator */
export function bindExpand(op: Is<"mv-expand">, input: Plan, context: Context): Plan {
  const layout = layoutOf(op.columns, parameterText(op.parameters, "with_itemindex"), input, context);
  const kind = parameterText(op.parameters, "kind") ?? parameterText(op.parameters, "bagexpansion");
  const limit = op.limit ? countOf(op.limit, context) : op.old ? 128 : Number.POSITIVE_INFINITY;
  return {
    columns: layout.columns,
    isOpen: input.isOpen,
    isSerialized: input.isSerialized,
    async *rows(run): AsyncGenerator<Batch> {
      for await (const batch of input.rows(run)) {
        run.signal?.throwIfAborted();
        let out: Row[] = [];
        for (const row of batch) {
          for (const made of expanded(row, layout, kind === "array", limit)) {
            out.push(made);
            if (out.length < BATCH) continue;
            yield out;
            out = [];
          }
        }
        if (out.length > 0) yield out;
      }
    },
  };
}

/** Runs the operators inside over the expansion of each row. https://learn.microsoft.com/kusto/query/mv-apply-operator */
export function bindApply(
  op: Is<"mv-apply">,
  input: Plan,
  context: Context,
  pipeline: (input: Plan, context: Context & { readonly binder: Binder }) => Plan,
): Plan {
  const layout = layoutOf(op.columns, parameterText(op.parameters, "with_itemindex"), input, context);
  const limit = op.limit ? countOf(op.limit, context) : Number.POSITIVE_INFINITY;
  let current: readonly Row[] = [];
  const slot: Plan = {
    columns: layout.columns,
    isOpen: input.isOpen,
    isSerialized: false,
    async *rows() {
      if (current.length > 0) yield current;
    },
  };
  const sub = pipeline(slot, context);
  // A column whose array the elements replace stands behind the others, as one the operators inside made.
  const kept = input.columns.flatMap((column, index) => (layout.replaced.has(column.name) ? [] : [{ column, index }]));
  const keptNames = new Set(kept.map(({ column }) => column.name));
  const fromSub = sub.columns.flatMap((column, index) => (keptNames.has(column.name) ? [] : [{ column, index }]));
  const overridden = kept.map(({ column }) => sub.columns.findIndex((made) => made.name === column.name));
  const columns = [...kept.map(({ column }, i) => sub.columns[overridden[i] ?? -1] ?? column), ...fromSub.map(({ column }) => column)];
  return {
    columns,
    isOpen: input.isOpen || sub.isOpen,
    isSerialized: false,
    async *rows(run: Run): AsyncGenerator<Batch> {
      for await (const batch of input.rows(run)) {
        run.signal?.throwIfAborted();
        const out: Row[] = [];
        for (const row of batch) {
          current = [...expanded(row, layout, false, limit)];
          // A table kept from one row is not that of the next.
          for await (const made of sub.rows({ ...run, kept: new Map() })) {
            for (const { cells } of made) {
              const left = kept.map(({ index }, i) => cells[overridden[i] ?? -1] ?? row.cells[index] ?? null);
              out.push({ cells: [...left, ...fromSub.map(({ index }) => cells[index] ?? null)], evidence: row.evidence });
            }
          }
        }
        if (out.length > 0) yield out;
      }
    },
  };
}
