import { aggregateSlot, isAggregate } from "../bind/aggregate.ts";
import { type Accumulator, type AggregateSlot, type Bound, type Context, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { type Fold, foldOf, Uses } from "../run/fold.ts";
import { batches, hold, type Plan } from "../run/plan.ts";
import { both, type Evidence, type Row } from "../run/row.ts";
import { EVERYTHING, mapTest } from "../run/test.ts";
import type { Named, Operator } from "../syntax/ast.ts";
import { readsAll } from "../syntax/mentions.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { keyOf } from "../value/compare.ts";
import type { Cell, Column } from "../value/type.ts";
import { type Assigned, assign, chosen, expandStars, freeName } from "./columns.ts";

type Is<Name> = Operator & { readonly op: Name };

interface Group {
  readonly keys: readonly Cell[];
  readonly accumulators: readonly Accumulator[];
  evidence: Evidence;
}

/** Rows grouped in order of first appearance. Without keys there is always one group. */
export function grouped(
  input: Plan,
  keys: readonly Bound[],
  slots: readonly AggregateSlot[],
  columns: readonly Column[],
  finish: (keys: readonly Cell[], results: readonly Cell[]) => readonly Cell[],
  /** Whether all that is read has its name in the text. */
  isClosed: boolean,
  /** What keys and aggregates look at, where rows may come as one. */
  fold: Fold | undefined,
): Plan {
  return {
    columns,
    isOpen: input.isOpen,
    isSerialized: false,
    async *rows(run, demand = EVERYTHING) {
      // Rows of a group that is not wanted may go; a group's results need all of its rows. Without keys there is always a row.
      const test = mapTest(demand.test, (column) => (keys[column]?.reads?.isFolded === false ? keys[column]?.reads?.column : undefined));
      const groups = new Map<string, Group>();
      const open = (id: string, values: readonly Cell[]): Group => {
        const group: Group = { keys: values, accumulators: slots.map((slot) => slot.make()), evidence: null };
        groups.set(id, group);
        hold(run, 1);
        return group;
      };
      for await (const batch of input.rows(run, { test, isClosed, fold })) {
        await run.pause?.();
        run.signal?.throwIfAborted();
        for (const { cells, evidence, weight } of batch) {
          const values = keys.map((key) => key.evaluate(cells, NO_FRAME));
          const id = values.length === 1 ? keyOf(values[0] ?? null) : values.map(keyOf).join("\u0000");
          const group = groups.get(id) ?? open(id, values);
          for (const accumulator of group.accumulators) accumulator.add(cells, NO_FRAME, weight);
          group.evidence = both(group.evidence, evidence);
        }
      }
      if (keys.length === 0 && groups.size === 0) open("", []);
      yield* batches(results(groups.values(), finish));
      run.held -= groups.size;
    },
  };
}

function* results(groups: Iterable<Group>, finish: (keys: readonly Cell[], results: readonly Cell[]) => readonly Cell[]): Generator<Row> {
  for (const { keys, accumulators, evidence } of groups) {
    yield {
      cells: finish(
        keys,
        accumulators.flatMap((accumulator) => accumulator.results()),
      ),
      evidence,
    };
  }
}

/** One item of `summarize`: an aggregate of many columns, or an expression over aggregates of one. */
interface Item {
  readonly columns: readonly (Column & { readonly isExplicit: boolean })[];
  read(results: readonly Cell[]): readonly Cell[];
}

function bindItem(
  named: Named,
  slots: AggregateSlot[],
  input: Plan,
  context: Context,
  keys: readonly string[],
  unnamed: () => string,
  uses: Uses,
): Item {
  const { value, names } = named;
  const scope = { ...scopeOf(input, context), uses };
  if (value.kind === "call" && isAggregate(value.name) && context.names.get(value.name)?.kind !== "function") {
    const slot = aggregateSlot(value, scope, keys);
    const start = slots.reduce((total, before) => total + before.columns.length, 0);
    slots.push(slot);
    const count = slot.columns.length;
    const columns = slot.columns.map((column, index) => {
      const explicit = names[index];
      return { name: explicit ?? column.name, type: column.type, isExplicit: explicit !== undefined };
    });
    if (names.length > count) throw new KqlRefusal("bad-argument", "more names than columns", named.at);
    return { columns, read: (cells) => cells.slice(start, start + count) };
  }
  const bound = context.binder.expression(value, { ...scope, columns: [], isOpen: false, aggregates: { slots, rows: scope } });
  const [name] = names;
  return {
    columns: [{ name: name ?? bound.name ?? unnamed(), type: bound.type, isExplicit: name !== undefined }],
    read: (cells) => [bound.evaluate(cells, NO_FRAME)],
  };
}

export function bindSummarize(op: Is<"summarize">, input: Plan, context: Context): Plan {
  const keys = bindKeys(op.by, input, context);
  const slots: AggregateSlot[] = [];
  const uses = new Uses();
  let unnamed = keys.filter(({ column }) => /^Column\d+$/.test(column.name)).length;
  const items = op.aggregates.map((named) =>
    bindItem(
      named,
      slots,
      input,
      context,
      op.by.flatMap(({ value }) => (value.kind === "name" ? [value.name] : [])),
      () => `Column${++unnamed}`,
      uses,
    ),
  );
  if (keys.length === 0 && items.length === 0) throw new KqlRefusal("syntax", "summarize needs aggregates or keys", op.at);
  const wanted: readonly (Column & { readonly isExplicit: boolean })[] = [
    ...keys.map(({ column, isExplicit }) => ({ ...column, isExplicit })),
    ...items.flatMap((item) => item.columns),
  ];
  const columns = settle(wanted, op.at);
  return grouped(
    input,
    keys.map(({ bound }) => bound),
    slots,
    columns,
    (values, found) => [...values, ...items.flatMap((item) => item.read(found))],
    ![...op.aggregates, ...op.by].some(({ value }) => readsAll(value)),
    slots.every((slot) => slot.isFoldable) ? foldOf(uses, ...keys.map((key) => key.uses)) : undefined,
  );
}

function settle(wanted: readonly (Column & { readonly isExplicit: boolean })[], at: number): readonly Column[] {
  const explicit = wanted.filter((column) => column.isExplicit).map((column) => column.name);
  const twice = explicit.find((name, index) => explicit.indexOf(name) !== index);
  if (twice !== undefined) throw new KqlRefusal("duplicate-name", `${twice} is given twice`, at);
  const taken = new Set(explicit);
  return wanted.map(({ name, type, isExplicit }) => {
    const free = isExplicit ? name : freeName(name, taken);
    taken.add(free);
    return { name: free, type };
  });
}

export function bindKeys(by: readonly Named[], input: Plan, context: Context): readonly Assigned[] {
  const scope = scopeOf(input, context);
  const keys = assign(by, ({ value }, uses) => context.binder.expression(value, { ...scope, uses }));
  keys.forEach(({ bound }, index) => {
    if (bound.type === "dynamic" && !input.isOpen)
      throw new KqlRefusal("type-clash", "a dynamic cannot be a key; cast it with tostring()", by[index]?.at ?? 0);
  });
  return keys;
}

export function bindDistinct(op: Is<"distinct">, input: Plan, context: Context): Plan {
  const scope = scopeOf(input, context);
  const assigned = assign(expandStars(op.columns, input), ({ value }, uses) => context.binder.expression(value, { ...scope, uses }));
  return grouped(
    input,
    assigned.map(({ bound }) => bound),
    [],
    chosen(assigned, op.at),
    (values) => values,
    !op.columns.some(({ value }) => readsAll(value)),
    foldOf(...assigned.map(({ uses }) => uses)),
  );
}

export function bindCount(op: Is<"count">, input: Plan): Plan {
  const slot: AggregateSlot = {
    columns: [],
    isFoldable: true,
    make: () => {
      let count = 0;
      return {
        add: (_cells, _frame, weight = 1) => {
          count += weight;
        },
        results: () => [count],
      };
    },
  };
  return {
    ...grouped(input, [], [slot], [{ name: op.as ?? "Count", type: "long" }], (_, found) => found, true, new Uses()),
    isOpen: false,
  };
}
