import { truthOf } from "../bind/expression-parts.ts";
import { type Context, scopeOf, type WindowCall } from "../bind/scope.ts";
import { foldBeside } from "../run/fold.ts";
import { constantPlan, keptPlan, type Plan } from "../run/plan.ts";
import { allOf, UNKNOWN } from "../run/test.ts";
import type { Node, Operator } from "../syntax/ast.ts";
import { readsAll } from "../syntax/mentions.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import type { Column } from "../value/type.ts";
import { bindAway, bindExtend, bindProject, bindRename, bindReorder, mapRows } from "./columns.ts";
import { bindEvaluate } from "./evaluate.ts";
import { bindApply, bindExpand } from "./expand.ts";
import { bindInvoke } from "./invoke.ts";
import { bindJoin } from "./join.ts";
import { bindSeries } from "./make-series.ts";
import { bindSampleDistinct, bindSort, bindTake, bindTop } from "./order.ts";
import { bindParse } from "./parse.ts";
import { bindParseKv } from "./parse-kv.ts";
import { bindPartition } from "./partition.ts";
import { bindScan } from "./scan.ts";
import { bindSearchOperator } from "./search.ts";
import { bindCount, bindDistinct, bindSummarize } from "./summarize.ts";
import { bindTopNested } from "./top-nested.ts";
import { bindUnion } from "./union.ts";

/** Binds operator after operator, each to the columns of the one before. */
export function bindPipeline(input: Plan, ops: readonly Operator[], context: Context): Plan {
  let names = context;
  return ops.reduce((plan, op, index) => {
    const bound = bindOperator(op, plan, names);
    if (op.op !== "as" || !namesTable(ops.slice(index + 1), op.name)) return bound;
    const kept = keptPlan(bound);
    names = { ...names, names: names.names.with(op.name, { kind: "table", plan: kept }) };
    return kept;
  }, input);
}

/** Whether a name is read as a table, or may be. */
function namesTable(value: unknown, name: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  if ("kind" in value && value.kind === "name" && "name" in value && value.name === name) return true;
  return Object.values(value).some((member) => namesTable(member, name));
}

function bindOperator(op: Operator, input: Plan, context: Context): Plan {
  switch (op.op) {
    case "where":
      return bindWhere(op.predicate, input, context);
    case "extend":
    case "serialize":
      return bindExtend(op, input, context);
    case "project":
      return bindProject(op, input, context);
    case "project-rename":
      return bindRename(op, input);
    case "project-away":
    case "project-keep":
      return bindAway(op, input);
    case "project-reorder":
      return bindReorder(op, input);
    case "distinct":
      return bindDistinct(op, input, context);
    case "summarize":
      return bindSummarize(op, input, context);
    case "count":
      return bindCount(op, input);
    case "sort":
      return bindSort(op, input, context);
    case "top":
      return bindTop(op, input, context);
    case "take":
    case "sample":
      return bindTake(op, input, context);
    case "sample-distinct":
      return bindSampleDistinct(op, input, context);
    case "join":
    case "lookup":
      return bindJoin(op, input, context);
    case "union":
      return bindUnion(op.parameters, op.tables, input, context, op.at);
    case "mv-expand":
      return bindExpand(op, input, context);
    case "mv-apply":
      return bindApply(op, input, context, (slot, inner) => bindPipeline(slot, op.sub, inner));
    case "parse":
    case "parse-where":
      return bindParse(op, input, context);
    case "parse-kv":
      return bindParseKv(op, input, context);
    case "evaluate":
      return bindEvaluate(op, input, context);
    case "make-series":
      return bindSeries(op, input, context);
    case "search":
      return bindSearchOperator(op.parameters, op.where, input, context);
    case "invoke":
      return bindInvoke(op, input, context);
    case "top-nested":
      return bindTopNested(op, input, context);
    case "scan":
      return bindScan(op, input, context);
    case "partition":
      return bindPartition(op, input, context, (slot, inner) => bindPipeline(slot, op.sub, inner));
    case "as":
      return { ...input, name: op.name, rows: (run, demand) => input.rows(run, demand) };
    case "render":
      return input;
    case "consume":
      return constantPlan([], []);
    case "getschema":
      return schemaOf(input);
    case "top-hitters":
      return bindTopHitters(op, input, context);
  }
}

function bindWhere(predicate: Node, input: Plan, context: Context): Plan {
  const windows: WindowCall[] = [];
  const scope = scopeOf(input, context, windows);
  const bound = context.binder.expression(predicate, scope);
  const holds = truthOf(bound, predicate.at);
  const looksAtAll = readsAll(predicate);
  const plan = mapRows(
    input,
    input.columns,
    windows,
    (row, frame) => (holds(row.cells, frame) === true ? row : undefined),
    input.isSerialized,
    ({ test, isClosed, fold }) => ({
      test: allOf(bound.test ?? UNKNOWN, test),
      isClosed: isClosed && !looksAtAll,
      fold: foldBeside(fold, scope.uses),
    }),
  );
  return input.name === undefined ? plan : { ...plan, name: input.name, rows: (run, demand) => plan.rows(run, demand) };
}

const SCHEMA: readonly Column[] = [
  { name: "ColumnName", type: "string" },
  { name: "ColumnOrdinal", type: "int" },
  { name: "DataType", type: "string" },
  { name: "ColumnType", type: "string" },
];
const CLR: { readonly [T in Column["type"]]: string } = {
  string: "System.String",
  long: "System.Int64",
  int: "System.Int32",
  real: "System.Double",
  decimal: "System.Data.SqlTypes.SqlDecimal",
  bool: "System.SByte",
  datetime: "System.DateTime",
  timespan: "System.TimeSpan",
  dynamic: "System.Object",
  guid: "System.Guid",
};

function schemaOf(input: Plan): Plan {
  return constantPlan(
    SCHEMA,
    input.columns.map(({ name, type }, index) => ({ cells: [name, index, CLR[type], type], evidence: null })),
  );
}

/** The most frequent values, counted exactly. */
function bindTopHitters(op: Operator & { readonly op: "top-hitters" }, input: Plan, context: Context): Plan {
  const { at } = op;
  const name = op.of.names[0] ?? context.binder.expression(op.of.value, scopeOf(input, context)).name ?? "Column1";
  const measure: Node = op.by
    ? { kind: "call", name: "sum", args: [{ value: op.by.value }], at }
    : { kind: "call", name: "count", args: [], at };
  const byName = op.by ? context.binder.expression(op.by.value, scopeOf(input, context)).name : undefined;
  const counted = op.by ? `approximate_sum_${byName ?? ""}` : `approximate_count_${name}`;
  if (input.columns.length === 0) throw new KqlRefusal("bad-argument", "top-hitters needs a column", at);
  return bindPipeline(
    input,
    [
      { op: "summarize", aggregates: [{ names: [counted], value: measure, at }], by: [{ names: [name], value: op.of.value, at }], at },
      { op: "top", count: op.count, keys: [{ value: { kind: "name", name: counted, at }, descending: true, nullsFirst: false }], at },
    ],
    context,
  );
}
