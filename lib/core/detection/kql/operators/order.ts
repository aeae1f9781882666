import { orderable } from "../bind/expression-parts.ts";
import { type Bound, type Context, constantOf, emptyScope, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { allRows, batches, hold, type Plan, wholePlan } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Node, Operator, SortKey } from "../syntax/ast.ts";
import { readsAll } from "../syntax/mentions.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { compareCells, keyOf } from "../value/compare.ts";
import type { Cell } from "../value/type.ts";

type Is<Name> = Operator & { readonly op: Name };

interface Key {
  readonly bound: Bound;
  readonly sign: 1 | -1;
  readonly nullsFirst: boolean;
}

function bindKeys(keys: readonly SortKey[], input: Plan, context: Context): readonly Key[] {
  const scope = scopeOf(input, context);
  return keys.map(({ value, descending, nullsFirst }) => {
    const bound = context.binder.expression(value, scope);
    if (!input.isOpen) orderable(bound, value.at);
    return { bound, sign: descending ? -1 : 1, nullsFirst };
  });
}

/** A stable order of rows by their keys. */
function sorted(rows: readonly Row[], keys: readonly Key[]): readonly Row[] {
  const decorated = rows.map((row) => ({ row, values: keys.map(({ bound }) => bound.evaluate(row.cells, NO_FRAME)) }));
  decorated.sort((a, b) => {
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      const order = key ? compareBy(key, a.values[i] ?? null, b.values[i] ?? null) : 0;
      if (order !== 0) return order;
    }
    return 0;
  });
  return decorated.map(({ row }) => row);
}

function compareBy({ sign, nullsFirst }: Key, a: Cell, b: Cell): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === nullsFirst ? -1 : 1;
  return compareCells(a, b) * sign;
}

export function bindSort(op: Is<"sort">, input: Plan, context: Context): Plan {
  const keys = bindKeys(op.keys, input, context);
  const named = !op.keys.some(({ value }) => readsAll(value));
  // Which rows follow each other is nobody's business but a window function's, which asks for all rows itself.
  return wholePlan(
    input,
    input.columns,
    true,
    (rows) => sorted(rows, keys),
    (demand) => demand && { test: demand.test, isClosed: demand.isClosed && named },
  );
}

/** A whole number that is constant, as `take` and `top` want it. */
export function countOf(node: Node, context: Context): number {
  const value = constantOf(context.binder.expression(node, emptyScope(context)), "the number of rows", node.at);
  if (typeof value !== "number" || value < 0) throw new KqlRefusal("bad-argument", "the number of rows must be a whole number", node.at);
  return value;
}

/** Keeps the best rows only: at most twice as many as wanted are held. */
export function bindTop(op: Is<"top">, input: Plan, context: Context): Plan {
  const keys = bindKeys(op.keys, input, context);
  const count = countOf(op.count, context);
  const named = !op.keys.some(({ value }) => readsAll(value));
  return {
    columns: input.columns,
    isOpen: input.isOpen,
    isSerialized: true,
    async *rows(run, demand) {
      let kept: readonly Row[] = [];
      const room = Math.max(2 * count, 4096);
      for await (const batch of input.rows(run, named ? allRows(demand) : undefined)) {
        run.signal?.throwIfAborted();
        kept = [...kept, ...batch];
        if (kept.length > room) kept = sorted(kept, keys).slice(0, count);
      }
      hold(run, kept.length);
      yield* batches(sorted(kept, keys).slice(0, count));
      run.held -= kept.length;
    },
  };
}

export function bindTake(op: Is<"take" | "sample">, input: Plan, context: Context): Plan {
  const count = countOf(op.count, context);
  return {
    columns: input.columns,
    isOpen: input.isOpen,
    isSerialized: input.isSerialized,
    async *rows(run, demand) {
      let left = count;
      if (left === 0) return;
      for await (const batch of input.rows(run, allRows(demand))) {
        yield batch.slice(0, left);
        left -= batch.length;
        if (left <= 0) return;
      }
    },
  };
}

/** The first distinct values: any are right. */
export function bindSampleDistinct(op: Is<"sample-distinct">, input: Plan, context: Context): Plan {
  const count = countOf(op.count, context);
  const bound = context.binder.expression(op.of.value, scopeOf(input, context));
  const columns = [{ name: op.of.names[0] ?? bound.name ?? "Column1", type: bound.type }];
  return {
    columns,
    isOpen: input.isOpen,
    isSerialized: false,
    async *rows(run) {
      const seen = new Map<string, Row>();
      for await (const batch of input.rows(run)) {
        for (const row of batch) {
          const value = bound.evaluate(row.cells, NO_FRAME);
          const key = keyOf(value);
          if (!seen.has(key) && seen.size < count) seen.set(key, { cells: [value], evidence: row.evidence });
        }
        if (seen.size >= count) break;
      }
      yield* batches(seen.values());
    },
  };
}
