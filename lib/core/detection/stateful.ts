import type { Scalar } from "../event/value.ts";
import type { Finding, Reason } from "./finding.ts";
import type { Having, Plan } from "./ir/plan.ts";
import { scansOf } from "./ir/plan-walk.ts";
import { printMicros } from "./ir/print.ts";
import type { CompiledRule } from "./rule.ts";
import { execute, type Knowledge } from "./run/execute.ts";
import type { Hit, RunRow } from "./run/row.ts";

/** Whether a rule looks at more than one event: `RuleSet.match` passes it over, and hits of its `scansOf` must be collected for it. */
export function isStateful(rule: CompiledRule): boolean {
  return rule.plan !== null && rule.plan.op !== "scan" && rule.plan.op !== "query";
}

/** Whether a rule is a query over stored events: nothing of it can be decided from an event or from hits. */
export function isTabular(rule: CompiledRule): boolean {
  return rule.plan?.op === "query";
}

/**
 * Silent stand-ins for questions that rules over several events ask and no rule of the list asks by itself: with them in
 * the rule set, every hit such a rule needs is found.
 */
export function leafRules(rules: readonly CompiledRule[]): readonly CompiledRule[] {
  const asked = new Set(rules.flatMap(({ plan }) => (plan?.op === "scan" ? [plan.scan] : [])));
  const leaves: CompiledRule[] = [];
  for (const rule of rules) {
    if (!rule.plan || !isStateful(rule)) continue;
    for (const plan of scansOf(rule.plan)) {
      if (asked.has(plan.scan)) continue;
      asked.add(plan.scan);
      leaves.push({ ...rule, plan, isSilent: true });
    }
  }
  return leaves;
}

/** A finding of a rule over several events, with the row of its plan that it is. */
export interface StatefulFinding extends Finding {
  readonly row: RunRow;
}

/**
 * The findings of a rule over hits of its scans, in the order of time. A function of the set of hits: order and repetition
 * do not matter.
 */
export function runStateful(rule: CompiledRule, hits: Iterable<Hit>, known?: Knowledge): readonly StatefulFinding[] {
  const { plan } = rule;
  if (!plan) return [];
  return Array.from(execute(plan, hits, known), (row) => ({
    rule: rule.id,
    at: row.at,
    evidence: row.evidence.map((hit) => hit.event),
    cells: row.cells,
    why: reasonsOf(plan, row),
    row,
  }));
}

/** Why it fired as a whole; why each event is part of it, `explain` says of the rule that matched it. */
function reasonsOf(plan: Plan, { cells, evidence }: RunRow): readonly Reason[] {
  switch (plan.op) {
    case "scan":
    case "union":
    case "sample":
    case "query":
      return [];
    case "window":
      return comparisons(plan.having).map(({ aggregate, compare, bound }) =>
        reason("correlation.condition", aggregate, `${COMPARE_WORDS[compare]} ${bound}`, cells[aggregate]),
      );
    case "novel":
      return plan.by.map((name) => reason("new_terms", name, `has not been seen here for ${printMicros(plan.history)}`, cells[name]));
    case "sequence": {
      const steps = plan.steps.map((step) => (step.absent ? `no ${step.name}` : step.name));
      return [reason("correlation.rules", "order", `is ${steps.join(", then ")}`, `${evidence.length} events`)];
    }
  }
}

const COMPARE_WORDS: { readonly [C in Comparison["compare"]]: string } = {
  "<": "is less than",
  "<=": "is at most",
  ">": "is greater than",
  ">=": "is at least",
  "=": "is",
  "!=": "is not",
};

type Comparison = Extract<Having, { kind: "compare" }>;

function comparisons(having: Having): readonly Comparison[] {
  switch (having.kind) {
    case "compare":
      return [having];
    case "saw":
      return [];
    case "not":
      return comparisons(having.arg);
    case "and":
    case "or":
      return having.args.flatMap(comparisons);
  }
}

function reason(path: string, field: string, test: string, value: Scalar | null | undefined): Reason {
  return { path, field, test, held: true, spans: [], ...(value === null || value === undefined ? {} : { value: String(value) }) };
}
