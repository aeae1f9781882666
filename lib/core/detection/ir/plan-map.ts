import type { Expr } from "./expr.ts";
import type { Branch, Plan } from "./plan.ts";
import { scanPlan } from "./scan-id.ts";

/** The same plan with every question changed: what all its scans must satisfy is added here. */
export function mapScans(plan: Plan, change: (where: Expr) => Expr): Plan {
  const branch = <B extends Branch>(of: B): B => ({ ...of, input: mapScans(of.input, change) });
  switch (plan.op) {
    case "scan":
      return scanPlan(change(plan.where));
    case "query":
      return plan;
    case "union":
      return { ...plan, branches: plan.branches.map(branch) };
    case "window":
    case "novel":
      return { ...plan, input: mapScans(plan.input, change) };
    case "sequence":
      return { ...plan, steps: plan.steps.map(branch), ...(plan.until ? { until: branch(plan.until) } : {}) };
    case "sample":
      return { ...plan, branches: plan.branches.map(branch), ...(plan.until ? { until: branch(plan.until) } : {}) };
  }
}
