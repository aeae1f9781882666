import { suggestion } from "../../nearest.ts";
import { type Context, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { bindSearch } from "../bind/search.ts";
import type { Plan } from "../run/plan.ts";
import type { Node } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast } from "../value/cast.ts";
import { toDynamic } from "../value/compare.ts";
import type { Dynamic } from "../value/dynamic.ts";
import { type Cell, type Column, emptyOf } from "../value/type.ts";
import { mapRows } from "./columns.ts";
import { tablesOf, unionOf } from "./union.ts";

type FindNode = Node & { readonly kind: "find" };

/**
 * Rows of several tables that meet a condition, with the table's name in front. Without `project`: the columns the condition names and
 * those all tables have; the rest is in a bag. https://learn.microsoft.com/kusto/query/find-operator
 */
export function bindFind(node: FindNode, context: Context): Plan {
  const wanted = node.tables.length > 0 ? node.tables : [{ kind: "wildcard" as const, pattern: "*", at: node.at }];
  const all = wanted.flatMap((table) => tablesOf(table, context));
  const known = new Set(all.flatMap(({ columns }) => columns.map(({ name }) => name)));
  const named = namesIn(node.where).filter((name) => known.has(name));
  const unknown = namesIn(node.where).find((name) => !known.has(name) && !context.names.get(name));
  if (unknown !== undefined) {
    throw new KqlRefusal("unknown-column", `none of the tables has a column ${unknown}${suggestion(unknown, known)}`, node.at);
  }
  const tables = all.filter(({ columns }) => named.length === 0 || columns.some(({ name }) => named.includes(name)));
  if (tables.length === 0) throw new KqlRefusal("unknown-table", "there is no table to find in", node.at);
  const filtered = tables.map((table) => matching(table, all, named, node.where, context));
  const shown = node.project ? node.project.columns : smartColumns(tables, named);
  const packs = node.project
    ? node.project.packs
    : tables.some(({ columns }) => columns.some(({ name }) => !shown.some((one) => one.name === name)));
  const legs = filtered.map((plan, index) => ({
    name: tables[index]?.name ?? `find_arg${index}`,
    plan: projected(plan, tables, shown, packs),
  }));
  return unionOf(legs, "outer", node.source ?? "source_");
}

/** A column to show; its type where the query gives one. */
type Shown = NonNullable<FindNode["project"]>["columns"][number];

/** Rows that meet the condition; columns other tables have are empty here. */
function matching(table: Plan, all: readonly Plan[], named: readonly string[], where: Node, context: Context): Plan {
  const missing = named.flatMap((name): readonly Column[] => {
    if (table.columns.some((column) => column.name === name)) return [];
    const other = all.flatMap(({ columns }) => columns).find((column) => column.name === name);
    return other ? [other] : [];
  });
  const empty = missing.map(({ type }) => emptyOf(type));
  const scope = scopeOf({ ...table, columns: [...table.columns, ...missing] }, context);
  const holds = bindSearch(where, scope, false);
  return mapRows(table, table.columns, [], (row) => (holds.evaluate([...row.cells, ...empty], NO_FRAME) === true ? row : undefined));
}

/** The columns of the condition and those every table has, in the order of the first table. */
function smartColumns(tables: readonly Plan[], named: readonly string[]): readonly Shown[] {
  const names = new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)));
  return [...names]
    .filter((name) => named.includes(name) || tables.every(({ columns }) => columns.some((column) => column.name === name)))
    .map((name) => ({ name, type: null }));
}

function projected(plan: Plan, tables: readonly Plan[], shown: readonly Shown[], packs: boolean): Plan {
  const targets = shown.map(({ name, type }) => {
    const index = plan.columns.findIndex((column) => column.name === name);
    const own = plan.columns[index];
    const other = tables.flatMap(({ columns }) => columns).find((column) => column.name === name);
    return { index, from: own?.type ?? "string", column: { name, type: type ?? own?.type ?? other?.type ?? ("string" as const) } };
  });
  const rest = plan.columns.flatMap((column, index) => (shown.some(({ name }) => name === column.name) ? [] : [{ ...column, index }]));
  const columns: readonly Column[] = [
    ...targets.map(({ column }) => column),
    ...(packs ? [{ name: "pack_", type: "dynamic" as const }] : []),
  ];
  return mapRows(plan, columns, [], ({ cells, evidence }) => {
    const made = targets.map(({ index, from, column }): Cell => {
      if (index < 0) return emptyOf(column.type);
      const value = cells[index] ?? null;
      return column.type === "dynamic" ? toDynamic(value, from) : cast(value, from, column.type);
    });
    if (!packs) return { cells: made, evidence };
    const bag = new Map<string, Dynamic>();
    for (const { name, type, index } of rest) {
      const value = toDynamic(cells[index] ?? null, type);
      if (value !== null && value !== "") bag.set(name, value);
    }
    return { cells: [...made, bag], evidence };
  });
}

/** Names a condition reads columns by. */
function namesIn(node: Node): readonly string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("kind" in value && "name" in value && value.kind === "name") names.add(String(value.name));
    if ("kind" in value && "column" in value && value.kind === "column-has") names.add(String(value.column));
    for (const member of Object.values(value)) visit(member);
  };
  visit(node);
  return [...names];
}
