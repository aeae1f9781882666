import { type Context, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { collect, hold, type Plan } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Operator } from "../syntax/ast.ts";
import { keyOf } from "../value/compare.ts";

type PartitionOperator = Operator & { readonly op: "partition" };

/** Runs the operators inside over the rows of each value of a column. https://learn.microsoft.com/kusto/query/partition-operator */
export function bindPartition(
  op: PartitionOperator,
  input: Plan,
  context: Context,
  pipeline: (input: Plan, context: Context) => Plan,
): Plan {
  const key = context.binder.expression(op.by, scopeOf(input, context));
  let current: readonly Row[] = [];
  const slot: Plan = {
    columns: input.columns,
    isOpen: input.isOpen,
    isSerialized: input.isSerialized,
    async *rows() {
      if (current.length > 0) yield current;
    },
  };
  const sub = pipeline(slot, context);
  return {
    columns: sub.columns,
    isOpen: sub.isOpen,
    isSerialized: false,
    async *rows(run) {
      const rows = await collect(input, run);
      const parts = new Map<string, Row[]>();
      for (const row of rows) {
        const id = keyOf(key.evaluate(row.cells, NO_FRAME));
        const part = parts.get(id);
        if (part) part.push(row);
        else parts.set(id, [row]);
      }
      hold(run, parts.size);
      for (const part of parts.values()) {
        run.signal?.throwIfAborted();
        current = part;
        // A table kept from one part is not that of the next.
        yield* sub.rows({ ...run, kept: new Map() });
      }
      run.held -= rows.length + parts.size;
    },
  };
}
