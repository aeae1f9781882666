import type { Context } from "../bind/scope.ts";
import { CONSTANT, foldThrough } from "../run/fold.ts";
import type { Plan } from "../run/plan.ts";
import type { Batch, Row } from "../run/row.ts";
import { mapTest } from "../run/test.ts";
import type { Node, Parameter } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { type Column, emptyOf } from "../value/type.ts";
import { freeName } from "./columns.ts";
import { parameterText } from "./join.ts";

interface Leg {
  readonly plan: Plan;
  readonly name: string;
}

/** The tables a wildcard names; a plain name is itself. */
export function tablesOf(node: Node, context: Context): readonly Plan[] {
  if (node.kind !== "wildcard") return [context.binder.table(node, context)];
  const prefix = node.pattern.slice(0, -1);
  const views = new Set([...context.names.all()].filter((name) => isView(context, name)));
  const named = [...context.session.catalog.names.filter((name) => !views.has(name)), ...[...views].reverse()];
  const found = named.filter((name) => name.startsWith(prefix));
  if (found.length === 0) throw new KqlRefusal("unknown-table", `there is no table ${node.pattern}`, node.at);
  return found.map((name) => context.binder.table({ kind: "name", name, at: node.at }, context));
}

function isView({ names }: Context, name: string): boolean {
  const entry = names.get(name);
  return entry?.kind === "function" && entry.isView && entry.parameters.length === 0;
}

function isFlagged(parameters: readonly Parameter[], name: string): boolean {
  const value = parameters.find((parameter) => parameter.name === name)?.value;
  return value?.kind === "literal" && (value.value === true || String(value.value).toLowerCase() === "true");
}

/** https://learn.microsoft.com/kusto/query/union-operator */
export function bindUnion(
  parameters: readonly Parameter[],
  tables: readonly Node[],
  first: Plan | undefined,
  context: Context,
  at: number,
): Plan {
  const isFuzzy = isFlagged(parameters, "isfuzzy");
  let unnamed = 0;
  const legs: Leg[] = [];
  const nameOf = (plan: Plan) => plan.name ?? `union_arg${unnamed}`;
  const put = (plan: Plan) => {
    legs.push({ plan, name: nameOf(plan) });
    unnamed++;
  };
  if (first) put(first);
  for (const table of tables) {
    try {
      tablesOf(table, context).forEach(put);
    } catch (error) {
      if (!isFuzzy || !(error instanceof KqlRefusal) || error.code !== "unknown-table") throw error;
      context.session.notices.add(`union isfuzzy leaves out what does not exist: ${error.message}`);
    }
  }
  if (legs.length === 0) throw new KqlRefusal("unknown-table", "none of the tables of this union exists", at);
  const kind = parameterText(parameters, "kind") ?? "outer";
  if (kind !== "outer" && kind !== "inner") throw new KqlRefusal("syntax", `there is no union kind ${kind}`, at);
  const source = parameterText(parameters, "withsource") ?? parameterText(parameters, "with_source");
  return unionOf(legs, kind, source);
}

interface Layout {
  readonly columns: readonly Column[];
  /** For each leg: where each column comes from, or -1. */
  readonly sources: readonly (readonly number[])[];
}

/** One column a name and type; a name with several types gets one column a type, `x_long`, `x_string`, side by side. */
function layoutOf(legs: readonly Leg[], kind: "inner" | "outer"): Layout {
  const byName = new Map<string, Column[]>();
  for (const { plan } of legs)
    for (const column of plan.columns) {
      const alike = byName.get(column.name) ?? [];
      byName.set(column.name, alike);
      if (!alike.some(({ type }) => type === column.type)) alike.push(column);
    }
  const wanted = [...byName.values()].flat();
  const shared =
    kind === "outer"
      ? wanted
      : wanted.filter(({ name, type }) =>
          legs.every(({ plan }) => plan.columns.some((column) => column.name === name && column.type === type)),
        );
  const clashes = (name: string): boolean => shared.filter((other) => other.name === name).length > 1;
  const taken = new Set(shared.filter(({ name }) => !clashes(name)).map(({ name }) => name));
  const columns = shared.map(({ name, type }) => {
    if (!clashes(name)) return { name, type };
    const free = freeName(`${name}_${type}`, taken);
    taken.add(free);
    return { name: free, type };
  });
  const sources = legs.map(({ plan }) =>
    shared.map(({ name, type }) => plan.columns.findIndex((column) => column.name === name && column.type === type)),
  );
  return { columns, sources };
}

export function unionOf(legs: readonly Leg[], kind: "inner" | "outer", withSource: string | undefined): Plan {
  const { columns, sources } = layoutOf(legs, kind);
  const empty = columns.map((column) => emptyOf(column.type));
  const all =
    withSource === undefined
      ? columns
      : [{ name: freeName(withSource, new Set(columns.map((column) => column.name))), type: "string" as const }, ...columns];
  return {
    columns: all,
    isOpen: legs.some(({ plan }) => plan.isOpen),
    isSerialized: false,
    async *rows(run, demand): AsyncGenerator<Batch> {
      const shift = withSource === undefined ? 0 : 1;
      for (const [index, { plan, name }] of legs.entries()) {
        const from = sources[index] ?? [];
        const sourceOf = (column: number) => {
          const source = from[column - shift] ?? -1;
          return source < 0 ? undefined : source;
        };
        const asked = demand && {
          test: mapTest(demand.test, sourceOf),
          isClosed: demand.isClosed,
          fold: foldThrough(demand.fold, (column) => sourceOf(column) ?? CONSTANT),
        };
        for await (const batch of plan.rows(run, asked)) {
          yield batch.map(({ cells, evidence, weight }): Row => {
            const made = from.map((source, i) => (source < 0 ? (empty[i] ?? null) : (cells[source] ?? null)));
            return { cells: withSource === undefined ? made : [name, ...made], evidence, weight };
          });
        }
      }
    },
  };
}
