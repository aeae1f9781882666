import { type Bound, type Context, emptyScope, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { type Plan, wholePlan } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Operator } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast } from "../value/cast.ts";
import { type Cell, emptyOf } from "../value/type.ts";

/**
 * `scan` with one step: every row that meets the condition is a match of its own, so the declared columns start from their
 * defaults each time. Several steps carry state from row to row and are refused.
 * https://learn.microsoft.com/kusto/query/scan-operator
 */
export function bindScan(op: Operator & { readonly op: "scan" }, input: Plan, context: Context): Plan {
  const [step, second] = op.steps;
  if (!step || second) throw new KqlRefusal("unsupported", "scan with several steps is not supported", second?.at ?? op.at);
  if (op.matchId !== null || step.output !== "all")
    throw new KqlRefusal("unsupported", "scan with a match id or another output is not supported", op.at);
  if (!input.isSerialized) throw new KqlRefusal("not-serialized", "scan needs rows in a settled order: put sort before it", op.at);
  const defaults = op.declare.map((parameter): { readonly name: string; readonly type: Bound["type"]; readonly value: Cell } => {
    if (typeof parameter.type === "object") throw new KqlRefusal("syntax", "a declared column has a scalar type", parameter.at);
    const { name, type } = parameter;
    if (!parameter.fallback) return { name, type, value: emptyOf(type) };
    const bound = context.binder.expression(parameter.fallback, emptyScope(context));
    return { name, type, value: cast(bound.evaluate([], NO_FRAME), bound.type, type) };
  });
  const columns = [...input.columns, ...defaults.map(({ name, type }) => ({ name, type }))];
  const scope = scopeOf({ ...input, columns }, context);
  const condition = context.binder.expression(step.condition, scope);
  const assignments = step.assignments.map(({ names, value, at }) => {
    const index = columns.findIndex((column) => column.name === names[0]);
    const target = columns[index];
    if (!target || index < input.columns.length) throw new KqlRefusal("unknown-column", `${names[0] ?? ""} is not declared`, at);
    return { index, type: target.type, bound: context.binder.expression(value, scope) };
  });
  return wholePlan(input, columns, true, (rows) =>
    scanned(
      rows,
      defaults.map(({ value }) => value),
      condition,
      assignments,
    ),
  );
}

function* scanned(
  rows: readonly Row[],
  defaults: readonly Cell[],
  condition: Bound,
  assignments: readonly { readonly index: number; readonly type: Bound["type"]; readonly bound: Bound }[],
): Generator<Row> {
  for (const { cells, evidence } of rows) {
    const before = [...cells, ...defaults];
    if (condition.evaluate(before, NO_FRAME) !== true) continue;
    const after = [...before];
    for (const { index, type, bound } of assignments) after[index] = cast(bound.evaluate(after, NO_FRAME), bound.type, type);
    yield { cells: after, evidence };
  }
}
