import { fieldRef } from "../../event/field.ts";
import type { Aggregate, Branch, Column, Having, Plan, Step } from "../ir/plan.ts";
import { type Correlation, VALUE_TYPES } from "./correlation.ts";
import { holdsOf } from "./correlation-condition.ts";
import type { Report } from "./report.ts";

/** A rule a correlation refers to, found. `answersTo`: whether a reference means it. */
export interface Referred {
  readonly reference: string;
  readonly plan: Plan;
  answersTo(reference: string): boolean;
}

/** The name of what is counted, in a finding's cells. */
const COUNTED: { readonly [T in Correlation["type"]]: string } = {
  event_count: "count",
  value_count: "value_count",
  value_sum: "value_sum",
  value_avg: "value_avg",
  value_percentile: "value_percentile",
  value_median: "value_median",
  temporal: "rules",
  temporal_ordered: "rules",
};

/** A correlation over the rules it refers to, in its own order. Undefined with errors reported when it cannot be meant. */
export function lowerCorrelation(correlation: Correlation, rules: readonly Referred[], report: Report): Plan | undefined {
  const branches = rules.map((rule) => branchOf(rule, correlation, report));
  if (correlation.type === "temporal_ordered") return orderedPlan(correlation, branches, report);
  const { by, within, type, extended } = correlation;
  const input: Plan = { op: "union", branches };
  if (extended) return { op: "window", input, by, within, aggregates: [], having: extended.having };
  if (type === "temporal" && correlation.terms.length === 0) {
    const having: Having = { kind: "and", args: branches.map(({ name }) => ({ kind: "saw", branch: name })) };
    return { op: "window", input, by, within, aggregates: [], having };
  }
  const aggregate = aggregateOf(correlation);
  const args = correlation.terms.map(({ compare, bound }): Having => ({ kind: "compare", aggregate: aggregate.name, compare, bound }));
  return { op: "window", input, by, within, aggregates: [aggregate], having: { kind: "and", args } };
}

/** Sigma's values are compared without case, and so are the groups and the values that are told apart. */
function branchOf(rule: Referred, correlation: Correlation, report: Report): Branch {
  const counted = VALUE_TYPES.has(correlation.type) ? correlation.fields : [];
  const names = new Set([...correlation.by, ...counted]);
  // An event without the one value that is counted contributes nothing, and is no evidence.
  const [needed] = counted.length === 1 ? counted : [];
  const columns = Array.from(names, (name): Column => {
    return { name, field: fieldRef("sigma", fieldOf(name, rule, correlation, report)), fold: true, optional: name !== needed };
  });
  return { name: rule.reference, input: rule.plan, columns };
}

function fieldOf(name: string, rule: Referred, { aliases, conditionOffset }: Correlation, report: Report): string {
  const alias = aliases.find((candidate) => candidate.name === name);
  if (!alias) return name;
  const entry = alias.fields.find((field) => rule.answersTo(field.rule.text));
  if (entry) return entry.field;
  const offset = alias.fields[0]?.rule.offset ?? conditionOffset;
  report.warning("incomplete-alias", `"${name}" has no field for ${rule.reference}: its field "${name}" is read`, offset);
  return name;
}

function aggregateOf({ type, fields, percentile }: Correlation): Aggregate {
  const name = COUNTED[type];
  const column = fields[0] ?? "";
  switch (type) {
    case "event_count":
      return { name, fn: "count" };
    case "value_count":
      return { name, fn: "distinct", columns: fields };
    case "value_sum":
      return { name, fn: "sum", column };
    case "value_avg":
      return { name, fn: "avg", column };
    case "value_percentile":
    case "value_median":
      return { name, fn: "percentile", column, percentile };
    case "temporal":
    case "temporal_ordered":
      return { name, fn: "branches" };
  }
}

/** The order of the rules is the order of the steps; in a condition, the order of its parts is. */
function orderedPlan(correlation: Correlation, branches: readonly Branch[], report: Report): Plan | undefined {
  const { by, within, extended, terms, conditionOffset } = correlation;
  const wantsAll = terms.every((term) => holdsOf(term, branches.length)) && !terms.every((term) => holdsOf(term, branches.length - 1));
  if (terms.length > 0 && !wantsAll) {
    report.error(
      "unsupported-condition",
      "an order of some of the rules is not supported: temporal_ordered wants all of them",
      conditionOffset,
    );
    return undefined;
  }
  const steps = extended ? stepsOf(extended.having, branches) : branches;
  if (steps) return { op: "sequence", steps, by, within, ties: "any" };
  const message = 'in an order, the parts of a condition are rules, "not" rules and alternatives in parentheses, joined by "and"';
  report.error("unsupported-condition", message, conditionOffset);
  return undefined;
}

function stepsOf(having: Having, branches: readonly Branch[]): readonly Step[] | undefined {
  const parts = having.kind === "and" ? having.args : [having];
  const steps: Step[] = [];
  for (const part of parts) {
    const isAbsent = part.kind === "not";
    const step = alternatives(isAbsent ? part.arg : part, branches);
    if (!step) return undefined;
    steps.push(isAbsent ? { ...step, absent: true } : step);
  }
  return steps;
}

/** One rule, or several any of which will do: their columns are read in the union, and read again by name from it. */
function alternatives(having: Having, branches: readonly Branch[]): Branch | undefined {
  const parts = having.kind === "or" ? having.args : [having];
  const found = parts.map((part) => (part.kind === "saw" ? branches.find(({ name }) => name === part.branch) : undefined));
  const known = found.filter((branch) => branch !== undefined);
  const [first] = known;
  if (!first || known.length < parts.length) return undefined;
  if (known.length === 1) return first;
  const columns = first.columns.map((column) => ({ ...column, field: fieldRef("sigma", column.name) }));
  return { name: known.map(({ name }) => name).join(" or "), input: { op: "union", branches: known }, columns };
}
