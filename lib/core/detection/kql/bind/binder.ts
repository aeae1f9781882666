import { suggestion } from "../../nearest.ts";
import { bindExternaldata } from "../operators/externaldata.ts";
import { bindFind } from "../operators/find.ts";
import { bindPipeline } from "../operators/pipeline.ts";
import { bindSearchTables } from "../operators/search.ts";
import { bindDatatable, bindPrint, bindRange } from "../operators/sources.ts";
import { bindUnion } from "../operators/union.ts";
import { constantPlan, keptPlan, type Plan } from "../run/plan.ts";
import type { Let, Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { bindExpression } from "./expression.ts";
import { bindInlined } from "./inline.ts";
import {
  type AnyBound,
  type Binder,
  type Context,
  constantOf,
  emptyScope,
  type LetEntry,
  type Names,
  NO_FRAME,
  type Scope,
} from "./scope.ts";

/** Binds tables, and decides what is one. */
export const binder: Binder = {
  expression: bindExpression,
  table(node, context) {
    const scope = emptyScope(context);
    const found = tableIn(node, scope);
    if (!found && node.kind === "name" && !context.names.get(node.name)) throw unknownTable(node.name, node.at, context);
    const bound = found ?? binder.any(node, scope);
    if (bound.kind === "table") return bound.plan;
    throw new KqlRefusal("type-clash", "a table is wanted here, this is a value", node.at);
  },
  any(node, scope) {
    const plan = tableIn(node, scope);
    if (plan) return plan;
    return { kind: "scalar", bound: bindExpression(node, scope) };
  },
};

const table = (plan: Plan): AnyBound => ({ kind: "table", plan });

/** The node as a table, or as a block's result; undefined when it is a scalar expression. */
function tableIn(node: Node, scope: Scope): AnyBound | undefined {
  // A query inside sees no columns of the row around it.
  const context: Context = { session: scope.session, binder: scope.binder, names: scope.names };
  switch (node.kind) {
    case "pipe":
      return table(bindPipeline(sourceOf(node.source, scope), node.ops, context));
    case "datatable":
      return table(bindDatatable(node, context));
    case "externaldata":
      return table(bindExternaldata(node, context));
    case "print":
      return table(bindPrint(node, context));
    case "range":
      return table(bindRange(node, context));
    case "union":
      return table(bindUnion(node.parameters, node.tables, undefined, context, node.at));
    case "search":
      return table(bindSearchTables(node.parameters, node.tables, node.where, context, node.at));
    case "find":
      return table(bindFind(node, context));
    case "block": {
      return binder.any(node.result, { ...scope, names: bindLets(node.lets, scope) });
    }
    case "name":
      return tableNamed(node, scope);
    case "call":
      return tableCalled(node, scope);
    case "literal":
    case "wildcard":
    case "member":
    case "index":
    case "unary":
    case "binary":
    case "list":
    case "between":
    case "column-has":
    case "typeof":
      return undefined;
  }
}

/** Before a bar stands a table. An unknown name there is an unknown table. */
function sourceOf(node: Node, scope: Scope): Plan {
  const found = tableIn(node, scope);
  if (found?.kind === "table") return found.plan;
  if (node.kind === "name" && !found && !scope.names.get(node.name)) throw unknownTable(node.name, node.at, scope);
  const call = node.kind === "member" ? node.target : node;
  if (call.kind === "call") throw new KqlRefusal("unknown-function", `${call.name}(…) gives no table here`, call.at);
  throw new KqlRefusal("type-clash", "operators need a table before them, this is a value", node.at);
}

export function unknownTable(name: string, at: number, { session, names }: Context): KqlRefusal {
  return new KqlRefusal("unknown-table", `there is no table ${name}${suggestion(name, [...session.catalog.names, ...names.all()])}`, at);
}

function tableNamed({ name, at }: { readonly name: string; readonly at: number }, scope: Scope): AnyBound | undefined {
  // A column hides a table of the same name.
  if (scope.columns.some((column) => column.name === name)) return undefined;
  const entry = scope.names.get(name);
  if (entry?.kind === "table") return table(entry.plan);
  // A function without parameters may be called by its name alone.
  if (entry?.kind === "function" && entry.parameters.length === 0) {
    const result = bindInlined({ kind: "call", name, args: [], at }, entry, scope);
    if (!entry.isView || result.kind !== "table") return result;
    const { plan } = result;
    return table({ ...plan, name, rows: (run, demand) => plan.rows(run, demand) });
  }
  if (entry) return undefined;
  const plan = scope.session.catalog.table(name);
  if (plan?.notice !== undefined) scope.session.notices.add(plan.notice);
  return plan && table({ ...plan, name, rows: (run, demand) => plan.rows(run, demand) });
}

function tableCalled(node: Node & { readonly kind: "call" }, scope: Scope): AnyBound | undefined {
  const entry = scope.names.get(node.name);
  if (entry?.kind === "function") return bindInlined(node, entry, scope);
  const [first] = node.args;
  if (node.name === "materialize" && first) return table(keptPlan(binder.table(first.value, scope)));
  if (node.name === "table" && first) {
    const name = constantOf(bindExpression(first.value, scope), "the table's name", node.at);
    const found = tableNamed({ name: String(name), at: node.at }, emptyScope(scope));
    if (found?.kind === "table") return found;
    throw unknownTable(String(name), node.at, scope);
  }
  return undefined;
}

/** The names after some `let` statements: each sees those before it. */
export function bindLets(lets: readonly Let[], scope: Scope): Names {
  return lets.reduce((names, one) => names.with(one.name, letEntry(one, { ...scope, names })), scope.names);
}

function letEntry(one: Let, scope: Scope): LetEntry {
  if (one.kind === "function")
    return { kind: "function", parameters: one.parameters, body: one.body, names: scope.names, isView: one.isView };
  const bound = binder.any(one.value, scope);
  if (bound.kind === "scalar") return { kind: "scalar", bound: bound.bound };
  const { plan } = bound;
  return { kind: "table", plan: { ...unnamed(plan), rows: (run, demand) => plan.rows(run, demand) } };
}

/** A `let` table is no table of the catalog: `union withsource` calls it by its place. */
function unnamed(plan: Plan): Pick<Plan, "columns" | "isOpen" | "isSerialized" | "blocks"> {
  const { columns, isOpen, isSerialized, blocks } = plan;
  return { columns, isOpen, isSerialized, ...(blocks && { blocks }) };
}

/** A scalar at the end of a query is a table of one cell. */
export function resultPlan(bound: AnyBound): Plan {
  if (bound.kind === "table") return bound.plan;
  const { type, evaluate } = bound.bound;
  return constantPlan([{ name: "print_0", type }], [{ cells: [evaluate([], NO_FRAME)], evidence: null }]);
}
