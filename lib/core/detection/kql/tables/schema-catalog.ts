import type { Catalog } from "../bind/session.ts";
import { constantPlan, type Plan } from "../run/plan.ts";
import { TABLES } from "./schema.ts";

/**
 * Every table there can be, without rows: what a query is checked against before it runs. `read` gets the names of the tables
 * the query asked for.
 */
export function schemaCatalog(read: Set<string> = new Set()): Catalog {
  const plans = new Map<string, Plan>();
  const table = (name: string): Plan | undefined => {
    const columns = TABLES.get(name);
    if (!columns) return undefined;
    read.add(name);
    const plan = plans.get(name) ?? { ...constantPlan(columns, []), name };
    plans.set(name, plan);
    return plan;
  };
  return { names: [...TABLES.keys()], table };
}
