import type { FieldRef } from "../../event/field.ts";
import type { Branch, Having, Micros, Plan, ScanId, ScanPlan } from "./plan.ts";
import { valueFields } from "./value.ts";

/** The plans a plan is made of, itself first. */
export function* plansOf(plan: Plan): Generator<Plan> {
  yield plan;
  for (const input of inputsOf(plan)) yield* plansOf(input);
}

function inputsOf(plan: Plan): readonly Plan[] {
  switch (plan.op) {
    case "scan":
    case "query":
      return [];
    case "union":
      return plan.branches.map((branch) => branch.input);
    case "window":
    case "novel":
      return [plan.input];
    case "sequence":
    case "sample":
      return keyedBranches(plan).map((branch) => branch.input);
  }
}

function keyedBranches(plan: Plan): readonly Branch[] {
  switch (plan.op) {
    case "scan":
    case "query":
    case "window":
    case "novel":
      return [];
    case "union":
      return plan.branches;
    case "sequence":
      return plan.until ? [...plan.steps, plan.until] : plan.steps;
    case "sample":
      return plan.until ? [...plan.branches, plan.until] : plan.branches;
  }
}

/** The leaves of a plan, each question once. */
export function scansOf(plan: Plan): readonly ScanPlan[] {
  const scans = new Map<ScanId, ScanPlan>();
  for (const part of plansOf(plan)) if (part.op === "scan") scans.set(part.scan, part);
  return [...scans.values()];
}

/** The fields operators read from hits: what must be kept of an event beside its time and id. */
export function hitFieldsOf(plan: Plan): readonly FieldRef[] {
  const fields = new Set<FieldRef>();
  for (const part of plansOf(plan)) {
    for (const branch of keyedBranches(part)) {
      for (const { computed, field } of branch.columns) for (const read of computed ? valueFields(computed) : [field]) fields.add(read);
    }
  }
  return [...fields];
}

/**
 * How far before a moment hits can lie that decide whether the plan fires at it; Infinity where nothing bounds it.
 * A window starts anew after it fired, so that hits up to its last finding are not part of it (see README.md).
 */
export function reach(plan: Plan): Micros {
  switch (plan.op) {
    case "scan":
    case "query":
      return 0;
    case "union":
      return longest(plan.branches.map((branch) => branch.input));
    case "window":
      return plan.within * (negatedBranches(plan.having).size > 0 ? 2 : 1) + reach(plan.input);
    case "sequence": {
      const looksAround = plan.steps.some((step) => step.absent);
      return plan.within * (looksAround ? 2 : 1) + longest(inputsOf(plan));
    }
    case "novel":
      return plan.history + reach(plan.input);
    case "sample":
      return Number.POSITIVE_INFINITY;
  }
}

/** How long after its last event a finding is certain: until then a hit may still arrive that something must not have. */
export function patience(plan: Plan): Micros {
  switch (plan.op) {
    case "scan":
    case "query":
      return 0;
    case "union":
      return Math.max(0, ...plan.branches.map((branch) => patience(branch.input)));
    case "novel":
      return patience(plan.input);
    case "window":
      return Math.max(patience(plan.input), negatedBranches(plan.having).size > 0 ? plan.within : 0);
    case "sequence":
      return Math.max(plan.steps.at(-1)?.absent ? plan.within : 0, ...inputsOf(plan).map(patience));
    case "sample":
      return Math.max(0, ...inputsOf(plan).map(patience));
  }
}

function longest(plans: readonly Plan[]): Micros {
  return Math.max(0, ...plans.map(reach));
}

/** Branches that must not have been seen. */
export function negatedBranches(having: Having, isNegated = false): ReadonlySet<string> {
  return new Set(sightings(having, isNegated).flatMap(([branch, negated]) => (negated ? [branch] : [])));
}

/** Branches whose rows make the window true; of a condition that only counts, none is named. */
export function affirmedBranches(having: Having): ReadonlySet<string> {
  return new Set(sightings(having, false).flatMap(([branch, negated]) => (negated ? [] : [branch])));
}

function sightings(having: Having, isNegated: boolean): readonly (readonly [branch: string, isNegated: boolean])[] {
  switch (having.kind) {
    case "compare":
      return [];
    case "saw":
      return [[having.branch, isNegated]];
    case "not":
      return sightings(having.arg, !isNegated);
    case "and":
    case "or":
      return having.args.flatMap((arg) => sightings(arg, isNegated));
  }
}
