import type { Aggregate, Having, Micros, Plan, Step } from "./ir/plan.ts";

/** A step as people are told of it; `isAbsent`: nothing of it may happen. */
export interface OutlineStep {
  readonly name: string;
  readonly isAbsent: boolean;
}

/** What a window must have reached: `count >= 5`. */
export interface OutlineBound {
  readonly aggregate: string;
  readonly compare: string;
  readonly bound: number;
}

/** Null spans: no limit. Plain data, fit for JSON: an alert keeps it, so that it shows the rule as it was when it fired. */
export type Outline =
  | {
      readonly kind: "sequence";
      readonly by: readonly string[];
      readonly within: Micros | null;
      readonly steps: readonly OutlineStep[];
      readonly until: string | null;
    }
  | { readonly kind: "sample"; readonly by: readonly string[]; readonly steps: readonly OutlineStep[]; readonly until: string | null }
  | {
      readonly kind: "window";
      readonly by: readonly string[];
      readonly within: Micros | null;
      readonly bounds: readonly OutlineBound[];
      /** The rules or queries it counts. */
      readonly branches: readonly string[];
      readonly aggregates: readonly { readonly name: string; readonly counts: string }[];
    }
  | { readonly kind: "novel"; readonly by: readonly string[]; readonly history: Micros | null }
  | { readonly kind: "query"; readonly tables: readonly string[] };

/** How a rule over several events is made; null of a rule over one. */
export function outlineOf(plan: Plan): Outline | null {
  switch (plan.op) {
    case "scan":
    case "union":
      return null;
    case "sequence":
      return {
        kind: "sequence",
        by: plan.by,
        within: span(plan.within),
        steps: plan.steps.map(outlineStep),
        until: plan.until?.name ?? null,
      };
    case "sample":
      return { kind: "sample", by: plan.by, steps: plan.branches.map(outlineStep), until: plan.until?.name ?? null };
    case "window":
      return {
        kind: "window",
        by: plan.by,
        within: span(plan.within),
        bounds: boundsOf(plan.having),
        branches: plan.input.op === "union" ? plan.input.branches.map(({ name }) => name) : [],
        aggregates: plan.aggregates.map((aggregate) => ({ name: aggregate.name, counts: countedBy(aggregate) })),
      };
    case "novel":
      return { kind: "novel", by: plan.by, history: span(plan.history) };
    case "query":
      return { kind: "query", tables: plan.tables };
  }
}

const span = (micros: Micros): Micros | null => (Number.isFinite(micros) ? micros : null);

const outlineStep = ({ name, absent }: Step): OutlineStep => ({ name, isAbsent: absent === true });

/** Every comparison of a condition, as written: which of them hold, the finding's cells say. */
function boundsOf(having: Having): readonly OutlineBound[] {
  switch (having.kind) {
    case "compare":
      return [{ aggregate: having.aggregate, compare: having.compare, bound: having.bound }];
    case "saw":
      return [];
    case "not":
      return boundsOf(having.arg);
    case "and":
    case "or":
      return having.args.flatMap(boundsOf);
  }
}

function countedBy(aggregate: Aggregate): string {
  switch (aggregate.fn) {
    case "count":
      return "events";
    case "branches":
      return "different rules";
    case "distinct":
      return `different values of ${aggregate.columns.join(", ")}`;
    case "sum":
      return `sum of ${aggregate.column}`;
    case "avg":
      return `mean of ${aggregate.column}`;
    case "percentile":
      return `percentile ${aggregate.percentile} of ${aggregate.column}`;
  }
}
