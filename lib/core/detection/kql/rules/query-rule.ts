import type { Diagnostic } from "../../diagnostic.ts";
import type { PlanOf } from "../../ir/plan.ts";
import type { ExternalList, Outside } from "../bind/session.ts";
import { checkQuery } from "../query.ts";
import { schemaCatalog } from "../tables/schema-catalog.ts";

/** Where a line and column of the query's text stand in its file; all 1-based. */
export type Placement = (line: number, column: number) => { readonly line: number; readonly column: number };

/** The text is the file. */
export const HERE: Placement = (line, column) => ({ line, column });

/** Below `line - 1` lines of the file, moved right by an indentation that was taken off. */
export function below(line: number, indent: number): Placement {
  return (row, column) => ({ line: line + row - 1, column: column + indent });
}

export interface QueryRule {
  /** Null: refused, and the error says why. */
  readonly plan: PlanOf<"query"> | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Names of the result's columns; data may add more. */
  readonly columns: readonly string[];
}

/** Any instant will do: what a query is does not depend on when it is asked. */
const SOME_TIME = 638_000_000_000_000_000n;

/**
 * A query as the plan of a rule, checked against the tables there are. Lists it reads by URL need not be kept yet: a warning names
 * them, and running the rule without them is refused.
 */
export function queryRule(text: string, place: Placement): QueryRule {
  const tables = new Set<string>();
  const urls = new Set<string>();
  const outside: Outside = {
    list: (url) => {
      urls.add(url);
      return EMPTY;
    },
    geo: () => null,
  };
  const result = checkQuery(text, { catalog: schemaCatalog(tables), now: SOME_TIME, outside });
  if (!result.ok) {
    const { diagnostic } = result;
    return { plan: null, diagnostics: [{ ...diagnostic, ...place(diagnostic.line, diagnostic.column) }], columns: [] };
  }
  const first = place(1, 1);
  const needs = [...urls].map(
    (url): Diagnostic => ({ severity: "warning", code: "needs-list", message: `the rule reads the list kept under ${url}`, ...first }),
  );
  const plan = { op: "query", text, tables: [...tables].sort() } as const;
  return { plan, diagnostics: needs, columns: result.columns.map(({ name }) => name) };
}

const EMPTY: ExternalList = { text: "" };
