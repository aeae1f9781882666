import { aggregateSlot } from "../bind/aggregate.ts";
import { type Accumulator, type Context, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { constantPlan, type Plan } from "../run/plan.ts";
import { both, type Evidence, type Row } from "../run/row.ts";
import type { Node, Operator } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { keyOf, printCell } from "../value/compare.ts";
import { type Cell, emptyOf } from "../value/type.ts";

type EvaluateOperator = Operator & { readonly op: "evaluate" };

interface Group {
  readonly keys: readonly Cell[];
  readonly cells: Map<string, Accumulator>;
  evidence: Evidence;
}

/** A column for each value of one column. https://learn.microsoft.com/kusto/query/pivot-plugin */
export function bindPivot(op: EvaluateOperator, input: Plan, context: Context): Plan {
  const [pivotArg, aggregateArg, ...keep] = op.args;
  if (pivotArg?.value.kind !== "name") throw new KqlRefusal("bad-argument", "pivot takes a column", op.at);
  const scope = scopeOf(input, context);
  const pivot = context.binder.expression(pivotArg.value, scope);
  const count: Node = { kind: "call", name: "count", args: [], at: op.at };
  const aggregate = aggregateArg?.value ?? count;
  if (aggregate.kind !== "call") throw new KqlRefusal("bad-argument", "the second argument of pivot is an aggregate", aggregate.at);
  const slot = aggregateSlot(aggregate, scope);
  const used = new Set([pivotArg.value.name, ...aggregate.args.flatMap((arg) => (arg.value.kind === "name" ? [arg.value.name] : []))]);
  const keys =
    keep.length > 0
      ? keep.map((arg) => ({ bound: context.binder.expression(arg.value, scope), name: arg.value.kind === "name" ? arg.value.name : "" }))
      : input.columns
          .filter((column) => !used.has(column.name))
          .map(({ name }) => ({ bound: context.binder.expression({ kind: "name", name, at: op.at }, scope), name }));
  const { session } = context;
  const ordinal = session.ordinal++;
  const known = session.resolved.get(ordinal);
  if (known?.kind === "rows") return constantPlan(known.columns, known.rows);
  const keyColumns = keys.map(({ bound, name }) => ({ name, type: bound.type }));
  const declared = op.schema?.map(({ name, type }) => ({ name, type }));
  const strange = declared?.find(({ name, type }) => {
    const other = keyColumns.find((column) => column.name === name) ?? slot.columns[0];
    return other !== undefined && other.type !== type;
  });
  if (strange || op.keepsRest)
    throw new KqlRefusal(
      "type-clash",
      `the schema of pivot does not fit: ${strange ? `${strange.name} is no ${strange.type}` : "*"}`,
      op.at,
    );
  session.pending.push({
    ordinal,
    plan: input,
    resolve: (rows) => {
      const groups = new Map<string, Group>();
      const values = new Set<string>();
      for (const { cells, evidence } of rows) {
        const own = keys.map(({ bound }) => bound.evaluate(cells, NO_FRAME));
        const id = own.map(keyOf).join("\u0000");
        const group: Group = groups.get(id) ?? { keys: own, cells: new Map(), evidence: null };
        groups.set(id, group);
        const value = printCell(pivot.evaluate(cells, NO_FRAME), pivot.type);
        values.add(value);
        const accumulator = group.cells.get(value) ?? slot.make();
        group.cells.set(value, accumulator);
        accumulator.add(cells, NO_FRAME);
        group.evidence = both(group.evidence, evidence);
      }
      const names = [...values].sort();
      const type = slot.columns[0]?.type ?? "long";
      // A combination that never occurs counts 0; other aggregates have nothing to say.
      const absent = /^(count|countif|dcount|sum|sumif)/.test(aggregate.name) ? 0 : emptyOf(type);
      const made = [...groups.values()].map(
        (group): Row => ({
          cells: [...group.keys, ...names.map((name) => group.cells.get(name)?.results()[0] ?? absent)],
          evidence: group.evidence,
        }),
      );
      const columns = [...keyColumns, ...names.map((name) => ({ name, type }))];
      if (!declared) return { kind: "rows", columns, rows: made };
      // The columns the query declares, in its order: those no value has are as a combination that never occurs.
      const places = declared.map(({ name }) => columns.findIndex((column) => column.name === name));
      return {
        kind: "rows",
        columns: declared,
        rows: made.map(({ cells, evidence }): Row => ({ cells: places.map((at) => (at < 0 ? absent : (cells[at] ?? null))), evidence })),
      };
    },
  });
  return declared ? constantPlan(declared, []) : { ...constantPlan(keyColumns, []), isOpen: true };
}
