import { type Context, constantOf, emptyScope, NO_FRAME } from "../bind/scope.ts";
import { batches, constantPlan, type Plan } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast } from "../value/cast.ts";
import { toDynamic } from "../value/compare.ts";
import { add } from "../value/long.ts";
import { type Cell, isInteger, isNumeric } from "../value/type.ts";
import { assign, chosen } from "./columns.ts";

type Is<Kind> = Node & { readonly kind: Kind };

/** Rows written in the query. Values that do not fit their column's type are cast; a string column takes strings. */
export function bindDatatable(node: Is<"datatable">, context: Context): Plan {
  const { schema, values } = node;
  if (schema.length === 0 || values.length % schema.length !== 0)
    throw new KqlRefusal("bad-argument", `${values.length} values do not fill rows of ${schema.length}`, node.at);
  const rows: Row[] = [];
  for (let i = 0; i < values.length; i += schema.length) {
    rows.push({
      cells: schema.map(({ type }, c): Cell => {
        const value = values[i + c];
        if (!value) return null;
        const bound = context.binder.expression(value, emptyScope(context));
        const cell = constantOf(bound, "a value of datatable", value.at);
        return type === "dynamic" ? toDynamic(cell, bound.type) : cast(cell, bound.type, type);
      }),
      evidence: null,
    });
  }
  return constantPlan(
    schema.map(({ name, type }) => ({ name, type })),
    rows,
  );
}

export function bindPrint(node: Is<"print">, context: Context): Plan {
  const scope = emptyScope(context);
  const named = node.columns.map((one, index) => (one.names.length > 0 ? one : { ...one, names: [`print_${index}`] }));
  const assigned = assign(named, ({ value }) => context.binder.expression(value, scope));
  return {
    ...constantPlan(chosen(assigned, node.at), []),
    async *rows() {
      yield [{ cells: assigned.map(({ bound }) => bound.evaluate([], NO_FRAME)), evidence: null }];
    },
  };
}

const MAX_ROWS = 10_000_000;

export function bindRange(node: Is<"range">, context: Context): Plan {
  const scope = emptyScope(context);
  const [from, to, step] = [node.from, node.to, node.step].map((part) => context.binder.expression(part, scope));
  if (!from || !to || !step) throw new KqlRefusal("syntax", "range needs from, to and step", node.at);
  const isTime = from.type === "datetime" || from.type === "timespan";
  const type = isTime ? from.type : [from, to, step].every((bound) => isInteger(bound.type)) ? "long" : "real";
  if (!isTime && ![from, to, step].every((bound) => isNumeric(bound.type)))
    throw new KqlRefusal("type-clash", "range needs numbers or times", node.at);
  const size = constantOf(step, "the step", node.at);
  const [start, end] = [constantOf(from, "from", node.at), constantOf(to, "to", node.at)];
  return {
    ...constantPlan([{ name: node.name, type }], [], true),
    async *rows() {
      yield* batches(values(start, end, size));
    },
  };
}

function* values(from: Cell, to: Cell, step: Cell): Generator<Row> {
  if (!isNumber(from) || !isNumber(to) || !isNumber(step) || step === 0 || step === 0n) return;
  const isWhole = typeof from === "bigint" || (Number.isInteger(from) && Number.isInteger(step));
  let value: number | bigint = from;
  for (let i = 0; i < MAX_ROWS && (step > 0 ? value <= to : value >= to); i++) {
    yield { cells: [value], evidence: null };
    if (typeof value === "bigint" && typeof step === "bigint") value += step;
    else value = isWhole ? add(value, step) : Number(from) + (i + 1) * Number(step);
  }
}

function isNumber(value: Cell): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}
