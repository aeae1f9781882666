import { type Context, NO_FRAME, scopeOf } from "../bind/scope.ts";
import { bindSearch } from "../bind/search.ts";
import type { Plan } from "../run/plan.ts";
import { allOf, UNKNOWN } from "../run/test.ts";
import type { Node, Parameter } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { mapRows } from "./columns.ts";
import { parameterText } from "./join.ts";
import { tablesOf, unionOf } from "./union.ts";

/** Rows of the tables that hold the texts, with the table's name in front. https://learn.microsoft.com/kusto/query/search-operator */
export function bindSearchTables(
  parameters: readonly Parameter[],
  tables: readonly Node[],
  where: Node,
  context: Context,
  at: number,
): Plan {
  const plans = (tables.length > 0 ? tables : [{ kind: "wildcard" as const, pattern: "*", at }]).flatMap((table) =>
    tablesOf(table, context),
  );
  if (plans.length === 0) throw new KqlRefusal("unknown-table", "there is no table to search", at);
  return searched(plans, parameters, where, context);
}

export function bindSearchOperator(parameters: readonly Parameter[], where: Node, input: Plan, context: Context): Plan {
  return searched([input], parameters, where, context);
}

function searched(plans: readonly Plan[], parameters: readonly Parameter[], where: Node, context: Context): Plan {
  const isCased = parameterText(parameters, "kind") === "case_sensitive";
  const legs = plans.map((plan, index) => {
    const bound = bindSearch(where, scopeOf(plan, context), isCased);
    return {
      name: plan.name ?? `search_arg${index}`,
      plan: mapRows(
        plan,
        plan.columns,
        [],
        (row) => (bound.evaluate(row.cells, NO_FRAME) === true ? row : undefined),
        plan.isSerialized,
        // A text is looked for in every column.
        ({ test }) => ({ test: allOf(bound.test ?? UNKNOWN, test), isClosed: false }),
      ),
    };
  });
  return unionOf(legs, "outer", "$table");
}
